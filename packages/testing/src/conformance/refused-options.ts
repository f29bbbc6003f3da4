import { ensure, fail } from './requirement.js';
import { read, readText } from './read.js';
import type { Trial } from './trial.js';

/** What a provider says when it refuses its options. */
export interface RefusedOptions {
  readonly code: string;
  readonly option: string;
  readonly message: string;
  readonly error: unknown;
}

/** Calls the provider with options; `undefined` if it takes them. */
export function refusalOf(
  trial: Trial,
  options: unknown,
  variables?: Readonly<Record<string, string>>,
): RefusedOptions | undefined {
  try {
    trial.construct(options, variables);
  } catch (error) {
    return {
      code: readText(error, 'code'),
      option: readText(error, 'option'),
      message: readText(error, 'message'),
      error,
    };
  }
  return undefined;
}

/** Calls the provider with options that it has to refuse. */
export function refusedOptions(
  trial: Trial,
  options: unknown,
  what: string,
  variables?: Readonly<Record<string, string>>,
): RefusedOptions {
  const refused = refusalOf(trial, options, variables);
  if (!refused) return fail(`The provider takes ${what}. It has to refuse that when it is called.`);
  ensure(
    refused.code.startsWith('ERR_KEYRING_') && read(refused.error, 'isAxiosError') === true,
    `The provider refuses ${what} with an error of another kind. Throw a KeyringError of @axios-keyring/core.`,
  );
  return refused;
}

/** Fails unless a refusal has a code and names what has to change. */
export function ensureSays(
  { code, message }: RefusedOptions,
  expected: { readonly codes: readonly string[]; readonly says: readonly string[] },
  what: string,
): void {
  const { codes, says } = expected;
  ensure(codes.includes(code), `The provider refuses ${what} with ${code} and not ${codes.join(' or ')}.`);
  const missing = says.filter((part) => !message.includes(part));
  ensure(
    missing.length === 0,
    `The message for ${what} does not say ${missing.join(', ')}. Whoever reads it has to know what to change.`,
  );
}
