import { type MaybePromise } from '../../contract/maybe-promise.js';
import { sha256 } from '../digest.js';
import { whenReady } from '../../platform/values.js';

/** Whose token it is, and what for. Two requests share a token only if all of this is the same. */
export interface TokenIdentity {
  /** Where it is fetched and used: the base URL. */
  readonly endpoint: string;
  /** The account, as the API names it: a client ID, an application ID, a user. */
  readonly account?: string;
  /** What it is fetched with. Whoever does not have it is not given the token either. */
  readonly secret?: string;
  /** Their order means nothing: https://www.rfc-editor.org/rfc/rfc6749#section-3.3 */
  readonly scopes?: readonly string[];
}

/** Names identities by a hash, so that a store and its log hold none of them in clear. */
export class TokenKeys {
  readonly #provider: string;
  // Most processes have one identity; it is hashed once.
  #last: { readonly text: string; readonly key: string } | undefined;

  /** @param provider - The provider's short name, which is part of every key. */
  constructor(provider: string) {
    this.#provider = provider;
  }

  /** The key of an identity: a SHA-256 in hexadecimal digits. */
  of({ endpoint, account, secret, scopes }: TokenIdentity): MaybePromise<string> {
    const text = JSON.stringify([this.#provider, endpoint, account, secret, scopes && [...scopes].sort()]);
    if (this.#last?.text === text) return this.#last.key;
    return whenReady(sha256(text, 'hex'), (key) => {
      this.#last = { text, key };
      return key;
    });
  }
}
