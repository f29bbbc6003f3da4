import { type MaybePromise, type WireRequest } from '../../contract/wire-request.js';
import { type TokenStore } from '../../contract/token-store.js';
import { KeyringError } from '../../platform/errors.js';
import { isPromise, whenReady } from '../../platform/values.js';
import { LateError, withinTime } from '../../platform/within-time.js';
import { engineView } from '../engine-view.js';
import { Failures, isOfWay, type Odds } from './failures.js';
import { Flight } from './flight.js';
import { SharedTokens } from './shared-tokens.js';
import { type Renewal, type ShelfOptions, TokenShelf } from './token-shelf.js';
import {
  type KeptToken,
  lifeOf,
  type MintedToken,
  refreshOf,
  type RenewalWindows,
  type ServedToken,
  type Token,
  type TokenIdentity,
  TokenKeys,
} from './token.js';

/** How a token source works. All times are in milliseconds. */
export interface TokenSourceOptions extends Partial<RenewalWindows> {
  /** The provider's short name. */
  readonly provider: string;
  /**
   * Mints a new token of an identity, for whichever request needs it first. One that keeps tokens elsewhere may answer
   * with a token from there that `isNew`.
   */
  readonly mint: (
    request: WireRequest,
    identity: TokenIdentity,
    isNew: (token: Token) => boolean,
  ) => Promise<MintedToken>;
  /**
   * How long a token is valid where neither the answer nor the token says. `Infinity` keeps it until it is refused. Default:
   * 0, it serves only once.
   */
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

/** One request's need of a token. */
interface Need {
  readonly request: WireRequest;
  readonly identity: TokenIdentity;
  readonly key: string;
  readonly shelf: TokenShelf;
}

/** Thrown to whoever waits for a token that a mock turned out to have answered. */
class MockedToken extends Error {
  constructor(
    readonly mock: object,
    readonly token: Token,
  ) {
    super('A mock answered with this token.');
  }
}

/** How long a request waits for a renewal while the old token still serves, in milliseconds. */
const longestRenewal = 1_000;

/**
 * How long minting may take, in milliseconds: all requests of the identity wait for it. A user's function has 60,000 of
 * its own, and an exchange 10,000, so this is for what forgets to end.
 */
const longestMint = 70_000;

/**
 * Keeps the tokens of a provider: mints each when it is first needed, once however many requests wait, renews it
 * before it expires, and drops it when the API refuses it. A token that has at most 300,000 ms left (a fifth of its
 * life at most) is renewed in the background, one that has at most 60,000 ms left (a tenth) before it is used.
 */
export class TokenSource {
  readonly #options: TokenSourceOptions;
  readonly #odds: Odds;
  readonly #keys: TokenKeys;
  readonly #failures: Failures;
  readonly #shelfOptions: ShelfOptions;
  readonly #shelf: TokenShelf;
  // What a mock answered is for requests through that mock only, and for no store. It goes with the mock.
  readonly #apart = new WeakMap<object, TokenShelf>();

  constructor(options: TokenSourceOptions) {
    const { provider, store, refreshWindow = 300_000, forcedWindow = 60_000, minimumAge = 0 } = options;
    const { maxIdentities = 100_000, now = () => Date.now(), random = () => Math.random() } = options;
    const windows = { refreshWindow, forcedWindow, minimumAge };
    this.#options = options;
    this.#odds = { now, random };
    this.#keys = new TokenKeys(provider);
    this.#failures = new Failures(maxIdentities, this.#odds);
    this.#shelfOptions = { maxIdentities, windows, odds: this.#odds };
    this.#shelf = new TokenShelf(this.#shelfOptions, store && new SharedTokens(store, this.#odds));
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
    return whenReady(this.tokenFor(request, identity), ({ value }) => value);
  }

  /** The same, with what is known of it. */
  tokenFor(request: WireRequest, identity: TokenIdentity): MaybePromise<ServedToken> {
    return whenReady(this.#keys.of(identity), (key) => {
      const { mock } = engineView(request);
      const shelf = mock ? this.#shelfOf(mock) : this.#shelf;
      // What is at hand for all is good for requests through a mock too; its renewal is left to others.
      const lent = mock && !shelf.serving(key) ? this.#shelf.serving(key) : undefined;
      if (lent) return this.#shelf.use(request, key, this.#reuse(request, lent));
      const token = this.#current({ request, identity, key, shelf });
      if (!isPromise(token)) return shelf.use(request, key, token);
      return token.then(
        (ready) => shelf.use(request, key, ready),
        (error: unknown) => this.#useMocked(request, key, error),
      );
    });
  }

  #shelfOf(mock: object): TokenShelf {
    const shelf = this.#apart.get(mock) ?? new TokenShelf(this.#shelfOptions);
    this.#apart.set(mock, shelf);
    return shelf;
  }

  /** Only its first answer shows that a function is a mock: what it answered goes where it belongs. */
  #useMocked(request: WireRequest, key: string, error: unknown): ServedToken {
    if (!(error instanceof MockedToken)) throw error;
    const shelf = this.#shelfOf(error.mock);
    return shelf.use(request, key, shelf.serving(key) ?? shelf.keep(key, error.token));
  }

  #current(need: Need): MaybePromise<KeptToken> {
    const { request, key, shelf } = need;
    const { token } = shelf.find(key);
    const now = this.#odds.now();
    if (token && now < token.forcedAt) {
      if (now >= token.refreshAt) this.#renewInBackground(need);
      return this.#reuse(request, token);
    }
    const failure = this.#failures.blocking(request, key);
    if (failure) return this.#fallBack(need, failure.error);
    const renewal = this.#renewOnce(need);
    const waiting = token && now < token.expiresAt ? withinTime(longestRenewal, () => renewal) : renewal;
    return waiting.catch((error: unknown) => this.#fallBack(need, error));
  }

  // While the old token serves, a failing renewal is not yet anybody's problem.
  #renewInBackground(need: Need): void {
    if (this.#underWay(need) || this.#failures.blocking(need.request, need.key)) return;
    this.#renewOnce(need).catch(() => undefined);
  }

  // A token that should have been renewed by now is better than none, until it expires.
  #fallBack({ request, key, shelf }: Need, error: unknown): KeptToken {
    const { token } = shelf.find(key);
    if (token && this.#odds.now() < token.expiresAt) return this.#reuse(request, token);
    throw error;
  }

  #reuse(request: WireRequest, token: KeptToken): KeptToken {
    engineView(request).report('token-reused', { expiresAt: token.expiresAt });
    return token;
  }

  async #renewOnce(need: Need): Promise<KeptToken> {
    for (;;) {
      const renewal = this.#underWay(need) ?? this.#begin(need);
      try {
        const landed = await renewal.flight.landed();
        if (landed) return landed.value;
        this.#end(need, renewal);
      } catch (error) {
        this.#tryAnotherWay(need, renewal, error);
      }
    }
  }

  /** Throws where an exchange over the agents and proxy of this request would be of no use either. */
  #tryAnotherWay({ request, key }: Need, { request: other }: Renewal, error: unknown): void {
    const { mock, way } = engineView(request);
    if (error instanceof MockedToken && mock !== error.mock) return;
    if (!isOfWay(error, other) || way === engineView(other).way) throw error;
    const failure = this.#failures.blocking(request, key);
    if (failure) throw failure.error;
  }

  #underWay({ key, shelf }: Need): Renewal | undefined {
    const renewal = shelf.pending.get(key);
    return renewal?.flight.isLost ? undefined : renewal;
  }

  #begin(need: Need): Renewal {
    const flight = new Flight(() =>
      this.#renew(need).finally(() => {
        this.#end(need, renewal);
      }),
    );
    const renewal: Renewal = { request: need.request, flight };
    need.shelf.pending.set(need.key, renewal);
    return renewal;
  }

  // Another one may have taken its place, because it was lost.
  #end({ key, shelf }: Need, renewal: Renewal): void {
    if (shelf.pending.get(key) === renewal) shelf.pending.delete(key);
  }

  async #renew(need: Need): Promise<KeptToken> {
    const { request, key, shelf } = need;
    const remember = (error: unknown): unknown => this.#failures.add(request, key, error);
    const isNew = (token: Token): boolean => shelf.isNew(key, token);
    const mint = async (): Promise<Token> => {
      try {
        return await this.#mint(need);
      } catch (error) {
        throw error instanceof MockedToken ? error : remember(error);
      }
    };
    const token = await (shelf.shared?.obtain({ request, key, isNew, mint, remember }) ?? mint());
    this.#failures.forget(request, key);
    return shelf.keep(key, token);
  }

  async #mint({ request, identity, key, shelf }: Need): Promise<Token> {
    const start = this.#odds.now();
    const minted = await this.#mintInTime(request, identity, (other) => shelf.isNew(key, other));
    const now = this.#odds.now();
    const { value, details, borrowed = false } = minted;
    const life = lifeOf(minted, now, this.#options.documentedLife);
    const refresh = refreshOf(minted, now);
    const refreshAt = refresh === undefined ? undefined : start + refresh;
    const token = { value, expiresAt: start + life, life, refreshAt, details, borrowed };
    const { token: present, refused } = shelf.find(key);
    const isFirst = present === undefined && refused === undefined;
    const engine = engineView(request);
    // Who found it has told so.
    if (!borrowed) engine.report(isFirst ? 'token-minted' : 'token-renewed', { expiresAt: token.expiresAt });
    const { mock } = engine;
    if (mock && shelf !== this.#shelfOf(mock)) throw new MockedToken(mock, token);
    return token;
  }

  async #mintInTime(...wanted: Parameters<TokenSourceOptions['mint']>): Promise<MintedToken> {
    const { provider, mint } = this.#options;
    try {
      return await withinTime(longestMint, () => mint(...wanted));
    } catch (cause) {
      if (!(cause instanceof LateError)) throw cause;
      const message =
        `No token was fetched. ${cause.message} See what its function or its server waits for. ` +
        'The request was not sent.';
      throw new KeyringError({ code: 'ERR_KEYRING_TOKEN_EXCHANGE', provider, message, cause });
    }
  }
}
