import { type MaybePromise } from '../contract/maybe-promise.js';
import { type SecretCheck } from '../contract/secret.js';
import { withinTime } from '../platform/within-time.js';
import { callForSecret } from './call-for-secret.js';

/** Fetches a token that serves for every request. */
export type FetchToken = () => MaybePromise<string | null | undefined>;

/** How long the function may take, in milliseconds: every request waits for it. */
const longestCall = 60_000;

/**
 * A user's function for tokens that are good for every request, so that a provider may keep what it returns. It is
 * apart from a {@link SecretFunction}, which is asked for each request.
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
   * @throws KeyringError `ERR_KEYRING_CREDENTIAL`, naming the provider and the option; also after 60,000 ms.
   */
  async call(provider: string, option: string): Promise<string> {
    return callForSecret(() => withinTime(longestCall, async () => this.#fetch()), {
      provider,
      option,
      check: this.#check,
    });
  }
}
