import { KeyringError } from '../errors.js';
import { type MaybePromise } from '../maybe-promise.js';
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
    const fail = (problem: string, cause?: unknown): KeyringError => {
      const message = `The function given as ${option} ${problem}. The request was not sent.`;
      return new KeyringError({ code: 'ERR_KEYRING_CREDENTIAL', provider, option, message, cause });
    };
    let value: unknown;
    try {
      value = await this.#fetch();
    } catch (cause) {
      if (cause instanceof KeyringError) throw cause;
      throw fail('failed', cause);
    }
    if (value === undefined || value === null) throw fail('returned nothing, so there is no credential');
    if (typeof value !== 'string') throw fail(`returned a value of the type ${typeof value}, not a string`);
    const problem = this.#check(value);
    if (problem !== undefined) throw fail(`returned a value that ${problem}`);
    return value;
  }
}
