import { type MaybePromise } from '../contract/maybe-promise.js';
import { type SecretCheck } from '../contract/secret.js';
import { isKeyringError, KeyringError } from '../platform/errors.js';
import { isPromise } from '../platform/values.js';

/** What a user's function for a secret belongs to, for its errors. */
export interface SecretOwner {
  readonly provider: string;
  readonly option: string;
  readonly check: SecretCheck;
  /** What to do where it returns nothing that can be sent, in sentences of their own. */
  readonly advice?: string | undefined;
}

/**
 * Calls a user's function for a secret, and checks what comes of it.
 *
 * @throws KeyringError `ERR_KEYRING_CREDENTIAL`, naming the provider and the option, if it is nothing to be sent.
 */
export function callForSecret(
  call: () => MaybePromise<string | null | undefined>,
  { provider, option, check, advice = '' }: SecretOwner,
): MaybePromise<string> {
  const fail = (problem: string, cause?: unknown): never => {
    // A provider's own function inside of the user's has said already what is wrong.
    if (isKeyringError(cause)) throw named(cause, provider, option);
    const remedy = cause === undefined ? advice : '';
    const message =
      `The function given as ${option} ${problem}. The request was not sent. ${remedy}`.trimEnd();
    throw new KeyringError({ code: 'ERR_KEYRING_CREDENTIAL', provider, option, message, cause });
  };
  const accept = (value: string | null | undefined): string => {
    if (value === undefined || value === null) return fail('returned nothing, so there is no credential');
    if (typeof value !== 'string') return fail(`returned a value of the type ${typeof value}, not a string`);
    const problem = check(value);
    return problem === undefined ? value : fail(`returned a value that ${problem}`);
  };
  let value: MaybePromise<string | null | undefined>;
  try {
    value = call();
  } catch (cause) {
    return fail('threw', cause);
  }
  if (!isPromise(value)) return accept(value);
  // What is only like a promise may answer nothing when it is waited for.
  return Promise.resolve(value).then(accept, (cause: unknown) => fail('rejected', cause));
}

// What reads a file or runs a program does not know for whom.
function named(error: KeyringError, provider: string, option: string): KeyringError {
  if (error.code !== 'ERR_KEYRING_CREDENTIAL' || error.option !== undefined) return error;
  const message = `${error.text} The request was not sent.`;
  return new KeyringError({ code: error.code, provider, option, message, cause: error });
}
