import { type MaybePromise } from '../../contract/maybe-promise.js';
import { type TokenStore } from '../../contract/token-store.js';
import { type WireRequest } from '../../contract/wire-request.js';
import { isPromise, whenReady } from '../../platform/values.js';
import { engineView } from '../engine-view.js';
import { Failures } from './failures.js';
import { type RenewalWindows } from './kept-token.js';
import { SharedTokens } from './shared-tokens.js';
import { type TokenIdentity, TokenKeys } from './token-identity.js';
import { MockedToken, TokenKeeper, type TokenKeeperParts } from './token-keeper.js';
import { type MintedToken } from './token.js';

/** How a token source works. All times are in milliseconds. */
export interface TokenSourceOptions extends Partial<RenewalWindows> {
  /** The provider's short name. */
  readonly provider: string;
  /** Fetches a new token of an identity, for whichever request needs it first. */
  readonly mint: (request: WireRequest, identity: TokenIdentity) => Promise<MintedToken>;
  /** How long a token is valid where neither the answer nor the token says. Default: 0, it serves only once. */
  readonly documentedLife?: number;
  /** Where tokens are shared with other processes. Default: nowhere. */
  readonly store?: TokenStore | undefined;
  /** How many identities are kept; the one that was not used for longest gives way. Default: 100,000. */
  readonly maxIdentities?: number;
  /** The clock, in milliseconds since the epoch. Default: `Date.now`. */
  readonly now?: () => number;
  /** From 0 up to 1. Default: `Math.random`. */
  readonly random?: () => number;
}

/**
 * Keeps the tokens of a provider: fetches each when it is first needed, once however many requests wait, renews it
 * before it expires, and drops it when the API refuses it. A token that has at most 300,000 ms left (a fifth of its
 * life at most) is renewed in the background, one that has at most 60,000 ms left (a tenth) before it is used.
 */
export class TokenSource {
  readonly #keys: TokenKeys;
  readonly #parts: TokenKeeperParts;
  readonly #keeper: TokenKeeper;
  // What a mock answered is for requests through that mock only, and for no store. It goes with the mock.
  readonly #apart = new WeakMap<object, TokenKeeper>();

  constructor(options: TokenSourceOptions) {
    const { provider, mint, documentedLife, store } = options;
    const { refreshWindow = 300_000, forcedWindow = 60_000, maxIdentities = 100_000 } = options;
    const { now = () => Date.now(), random = () => Math.random() } = options;
    const failures = new Failures(maxIdentities, now, random);
    const windows = { refreshWindow, forcedWindow };
    this.#keys = new TokenKeys(provider);
    this.#parts = { provider, mint, documentedLife, windows, maxIdentities, failures, now, random };
    this.#keeper = new TokenKeeper(this.#parts, store && new SharedTokens(store, now, random));
  }

  /**
   * A token that still serves: at once, or after an exchange that all waiting requests share. Where it got no answer, it
   * is tried again over the agents and proxy of one that still waits.
   *
   * @throws KeyringError as `mint` does. After a failure there is a wait before the next exchange, which grows from
   * 30 seconds to 15 minutes for a refused secret, from one second to a minute else; the error's `retryAt` says when.
   * Without any answer, only those wait that use the same adapter, agents and proxy.
   */
  get(request: WireRequest, identity: TokenIdentity): MaybePromise<string> {
    return whenReady(this.#keys.of(identity), (key) => {
      const { mock: known } = engineView(request);
      if (known) return this.#getApart(known, request, identity, key);
      const token = this.#keeper.get(request, identity, key);
      if (!isPromise(token)) return token;
      return token.catch((error: unknown) => {
        // Only its first answer shows that a function is a mock.
        if (!(error instanceof MockedToken)) throw error;
        const { mock, token: mocked } = error;
        return this.#keeperOf(mock).take(request, key, mocked);
      });
    });
  }

  #getApart(mock: object, request: WireRequest, identity: TokenIdentity, key: string): MaybePromise<string> {
    const apart = this.#keeperOf(mock);
    const lent = apart.serves(key) ? undefined : this.#keeper.lend(request, key);
    return lent ?? apart.get(request, identity, key);
  }

  #keeperOf(mock: object): TokenKeeper {
    const keeper = this.#apart.get(mock) ?? new TokenKeeper({ ...this.#parts, mock });
    this.#apart.set(mock, keeper);
    return keeper;
  }
}
