import { type Secret, type SecretCheck, type SecretInput, type SecretReader } from '../contract/secret.js';
import { type MaybePromise } from '../contract/maybe-promise.js';
import { isPromise } from '../platform/maybe-promise.js';
import { type WireRequest } from '../contract/wire-request.js';
import { callForSecret, type SecretFunctionOwner } from './call-for-secret.js';
import { recordUse, type Renewable } from './renewal.js';

/** Whether a value may be a secret. */
export function isSecretInput(input: unknown): input is SecretInput {
  return typeof input === 'string' || typeof input === 'function' || isReader(input);
}

function isReader(input: unknown): input is SecretReader {
  if (typeof input !== 'object' || input === null) return false;
  const { read, refresh }: Partial<Record<keyof SecretReader, unknown>> = input;
  return typeof read === 'function' && typeof refresh === 'function';
}

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
