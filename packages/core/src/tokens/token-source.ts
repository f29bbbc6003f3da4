import { LruMap } from 'toad-cache';
import { recordUse, type Renewable } from '../credentials/renewal.js';
import { KeyringError } from '../errors.js';
import { type MaybePromise, whenReady } from '../maybe-promise.js';
import { type WireRequest } from '../request/wire-request.js';
import { failed, type Failure, mayRetry } from './back-off.js';
import { keep, type KeptToken, type RenewalWindows } from './kept-token.js';
import { mintInTime } from './mint-in-time.js';
import { SharedTokens } from './shared-tokens.js';
import { lifeOf, type MintedToken, type Token } from './token.js';
import { type TokenIdentity, TokenKeys } from './token-identity.js';
import { type TokenStore } from './token-store.js';
import { withinTime } from './within-time.js';

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

/** What is known of one identity. */
interface Entry {
  readonly token?: KeptToken | undefined;
  readonly failure?: Failure | undefined;
  /** The last token that the API refused; no store brings it back. */
  readonly refused?: string | undefined;
  /** Until when a refusal says nothing about the token, in milliseconds since the epoch. */
  readonly trustedUntil?: number | undefined;
}

/** How long a request waits for a renewal while the old token still serves, in milliseconds. */
const longestRenewal = 1_000;

/** How long a token is kept after a new one was refused like the one before, in milliseconds. */
const trustTime = 30_000;

/**
 * Keeps the tokens of a provider: fetches each when it is first needed, once however many requests wait, renews it
 * before it expires, and drops it when the API refuses it. A token that has at most 300,000 ms left (a fifth of its
 * life at most) is renewed in the background, one that has at most 60,000 ms left (a tenth) before it is used.
 */
export class TokenSource {
  readonly #options: TokenSourceOptions;
  readonly #windows: RenewalWindows;
  readonly #keys: TokenKeys;
  readonly #shared: SharedTokens | undefined;
  readonly #now: () => number;
  readonly #random: () => number;
  readonly #entries: LruMap<Entry>;
  // Apart from the entries, none of which may give way while requests wait for it.
  readonly #pending = new Map<string, Promise<Token>>();

  constructor(options: TokenSourceOptions) {
    const { provider, store, refreshWindow = 300_000, forcedWindow = 60_000 } = options;
    const { maxIdentities = 100_000, now = () => Date.now(), random = () => Math.random() } = options;
    this.#options = options;
    this.#windows = { refreshWindow, forcedWindow };
    this.#keys = new TokenKeys(provider);
    this.#shared = store && new SharedTokens(store, now, random);
    this.#entries = new LruMap(maxIdentities);
    this.#now = now;
    this.#random = random;
  }

  /**
   * A token that still serves: at once, or after an exchange that all waiting requests share.
   *
   * @throws KeyringError as `mint` does. After a failure there is a wait before the next exchange, which grows from
   * 30 seconds to 15 minutes for a refused secret, from one second to a minute else; the error's `retryAt` says when.
   */
  get(request: WireRequest, identity: TokenIdentity): MaybePromise<string> {
    return whenReady(this.#keys.of(identity), (key) =>
      whenReady(this.#current(request, identity, key), ({ value, borrowed }) => {
        recordUse(request, this.#renewable(key), value, borrowed);
        return value;
      }),
    );
  }

  #renewable(key: string): Renewable {
    return {
      renew: (request, used) => this.#drop(request, key, used),
      restore: (used) => {
        this.#trust(key, used);
      },
    };
  }

  /** Where a new token is refused like the one before, tokens are not the cause: another one would change nothing. */
  #trust(key: string, refused: string): void {
    const entry = this.#entries.get(key);
    if (entry?.token?.value !== refused) return;
    this.#entries.set(key, { ...entry, trustedUntil: this.#now() + trustTime });
  }

  /** Drops a token that the API refused, unless another request has renewed it already. */
  #drop(request: WireRequest, key: string, refused: string): boolean {
    const entry = this.#entries.get(key);
    const trustLeft = (entry?.trustedUntil ?? 0) - this.#now();
    if (entry?.token?.value === refused && trustLeft > 0 && trustLeft <= trustTime) return false;
    // An identity that gave way to others may have left its token in the store.
    if (!entry || entry.token?.value === refused) {
      this.#entries.set(key, { failure: entry?.failure, refused });
      this.#shared?.forget(request, key, refused);
    }
    return true;
  }

  #current(request: WireRequest, identity: TokenIdentity, key: string): MaybePromise<Token> {
    const { token, failure } = this.#entries.get(key) ?? {};
    const now = this.#now();
    const mayTry = failure === undefined || mayRetry(failure, now);
    if (token && now < token.forcedAt) {
      // While the old token serves, a failing renewal is not yet anybody's problem.
      if (now >= token.refreshAt && mayTry) this.#renewOnce(request, identity, key).catch(() => undefined);
      return this.#reuse(request, token);
    }
    if (!mayTry) return this.#fallBack(request, key, failure.error);
    const renewal = this.#renewOnce(request, identity, key);
    const waiting = token && now < token.expiresAt ? withinTime(longestRenewal, () => renewal) : renewal;
    return waiting.catch((error: unknown) => this.#fallBack(request, key, error));
  }

  // A token that should have been renewed by now is better than none, until it expires.
  #fallBack(request: WireRequest, key: string, error: unknown): Token {
    const token = this.#entries.get(key)?.token;
    if (token && this.#now() < token.expiresAt) return this.#reuse(request, token);
    throw error;
  }

  #reuse(request: WireRequest, token: Token): Token {
    request.report('token-reused', { expiresAt: token.expiresAt });
    return token;
  }

  #renewOnce(request: WireRequest, identity: TokenIdentity, key: string): Promise<Token> {
    const pending = this.#pending.get(key);
    if (pending) return pending;
    const renewing = this.#renew(request, identity, key).finally(() => this.#pending.delete(key));
    this.#pending.set(key, renewing);
    return renewing;
  }

  async #renew(request: WireRequest, identity: TokenIdentity, key: string): Promise<Token> {
    const mint = (): Promise<Token> => this.#mint(request, identity, key);
    const isNew = (token: Token): boolean => this.#isNew(token, key);
    const token = await (this.#shared?.obtain({ request, key, isNew, mint }) ?? mint()).catch(
      (error: unknown) => {
        // What another process was told is remembered as what this one was told itself.
        const isKnown = this.#entries.get(key)?.failure?.error === error;
        throw isKnown ? error : this.#remember(request, key, error);
      },
    );
    const { refused } = this.#entries.get(key) ?? {};
    this.#entries.set(key, { token: keep(token, this.#windows, this.#random()), refused });
    return token;
  }

  /** Whether a shared token is newer than what is there. */
  #isNew(token: Token, key: string): boolean {
    const { token: present, refused } = this.#entries.get(key) ?? {};
    const { forcedAt } = keep(token, this.#windows, 0);
    const isOther = token.value !== refused && token.value !== present?.value;
    return isOther && token.expiresAt > (present?.expiresAt ?? 0) && this.#now() < forcedAt;
  }

  async #mint(request: WireRequest, identity: TokenIdentity, key: string): Promise<Token> {
    const { mint, documentedLife, provider } = this.#options;
    const start = this.#now();
    try {
      const minted = await mintInTime(provider, () => mint(request, identity));
      const life = lifeOf(minted, this.#now(), documentedLife);
      const token = { value: minted.value, expiresAt: start + life, life };
      const { token: present, refused } = this.#entries.get(key) ?? {};
      const isFirst = present === undefined && refused === undefined;
      request.report(isFirst ? 'token-minted' : 'token-renewed', { expiresAt: token.expiresAt });
      return token;
    } catch (error) {
      throw this.#remember(request, key, error);
    }
  }

  #remember(request: WireRequest, key: string, error: unknown): unknown {
    const entry = this.#entries.get(key);
    const failure = failed(error, entry?.failure, this.#now(), this.#random());
    this.#entries.set(key, { ...entry, failure });
    const code = error instanceof KeyringError ? error.code : undefined;
    request.report('token-failed', { code: code ?? 'UNKNOWN', retryAt: failure.retryAt });
    return failure.error;
  }
}
