import { isPromise, type MaybePromise } from '../platform/maybe-promise.js';
import { type WireRequest } from '../contract/wire-request.js';
import { callForSecret, type SecretFunctionOwner } from './call-for-secret.js';
import { recordUse, type Renewable } from './renewal.js';

/** A secret as a provider reads it: per request, because a function may answer differently each time. */
export type Secret = (request: WireRequest) => MaybePromise<string>;

/** Returns a secret for a request. */
export type SecretFunction = (request: WireRequest) => MaybePromise<string | null | undefined>;

/** A secret that is read where it lies and may be replaced there, such as a mounted file. */
export interface SecretReader {
  /** The secret as it is now, or as it was a moment ago. */
  readonly read: SecretFunction;
  /** Called when the API refused the secret: the next `read` does not answer from memory. */
  refresh(): void;
}

/** A secret as a user gives it: the text, or a function or a reader that is asked for every request. */
export type SecretInput = string | SecretFunction | SecretReader;

/** Whether a value may be a secret. */
export function isSecretInput(input: unknown): input is SecretInput {
  return typeof input === 'string' || typeof input === 'function' || isReader(input);
}

function isReader(input: unknown): input is SecretReader {
  if (typeof input !== 'object' || input === null) return false;
  const { read, refresh }: Partial<Record<keyof SecretReader, unknown>> = input;
  return typeof read === 'function' && typeof refresh === 'function';
}

/** Says what is wrong with a secret, without repeating any of it; `undefined` if nothing is. */
export type SecretCheck = (secret: string) => string | undefined;

/** A secret that was given but has no name yet; {@link bindSecret} makes it readable. */
export class SecretSource {
  readonly #input: SecretInput;
  readonly #check: SecretCheck;

  constructor(input: SecretInput, check: SecretCheck) {
    this.#input = input;
    this.#check = check;
  }

  /** Makes the secret readable; its errors name the provider and the option. */
  bind(provider: string, option: string): Secret {
    const input = this.#input;
    if (typeof input === 'string') return () => input;
    return bindReader(typeof input === 'function' ? { read: input } : input, {
      provider,
      option,
      check: this.#check,
    });
  }
}

function bindReader(
  reader: Pick<SecretReader, 'read'> & Partial<SecretReader>,
  owner: SecretFunctionOwner,
): Secret {
  const read = (request: WireRequest): MaybePromise<string> =>
    callForSecret(() => reader.read(request), owner);
  const renewable: Renewable = {
    renew: async (request, used) => {
      reader.refresh?.();
      return (await read(request)) !== used;
    },
  };
  const use = (request: WireRequest, value: string): string => {
    recordUse(request, renewable, value);
    return value;
  };
  return (request) => {
    const value = read(request);
    return isPromise(value) ? value.then((ready) => use(request, ready)) : use(request, value);
  };
}
