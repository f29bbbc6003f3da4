import { isPromise, type MaybePromise } from '../maybe-promise.js';
import { type WireRequest } from '../request/wire-request.js';
import { callForSecret } from './call-for-secret.js';
import { recordUse, type Renewable } from './renewal.js';

/** A secret as a provider reads it: per request, because a function may answer differently each time. */
export type Secret = (request: WireRequest) => MaybePromise<string>;

/** A secret as a user gives it: the text, or a function that returns it, called for every request. */
export type SecretInput = string | ((request: WireRequest) => MaybePromise<string | null | undefined>);

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
    return bindFunction(input, this.#check, provider, option);
  }
}

function bindFunction(
  input: Exclude<SecretInput, string>,
  check: SecretCheck,
  provider: string,
  option: string,
): Secret {
  const read = (request: WireRequest): MaybePromise<string> =>
    callForSecret(() => input(request), { provider, option, check });
  const renewable: Renewable = {
    renew: async (request, used) => (await read(request)) !== used,
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
