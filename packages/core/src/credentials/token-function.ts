import { type MaybePromise } from '../maybe-promise.js';
import { callForSecret } from './call-for-secret.js';
import { type SecretCheck } from './secret.js';

/** Fetches a token that serves for every request. */
export type FetchToken = () => MaybePromise<string | null | undefined>;

/**
 * A user's function for tokens that are good for every request, so that a provider may keep what it returns. It is
 * apart from {@link SecretSource}, whose functions are asked for each request.
 */
export class TokenFunction {
  readonly #fetch: FetchToken;
  readonly #check: SecretCheck;

  constructor(fetch: FetchToken, check: SecretCheck) {
    this.#fetch = fetch;
    this.#check = check;
  }

  /**
   * Asks for a token.
   *
   * @throws KeyringError `ERR_KEYRING_CREDENTIAL`, naming the provider and the option.
   */
  async call(provider: string, option: string): Promise<string> {
    return callForSecret(this.#fetch, { provider, option, check: this.#check });
  }
}
