import { type MaybePromise } from '../../contract/maybe-promise.js';
import { LruMap } from 'toad-cache';
import { recordUse, type Renewable } from '../renewal.js';
import { KeyringError } from '../../platform/errors.js';
import { whenReady } from '../../platform/values.js';
import { engineView } from '../engine-view.js';
import { type WireRequest } from '../../contract/wire-request.js';
import { type Failures, isOfWay } from './failures.js';
import { Flight } from './flight.js';
import { keep, type KeptToken, type RenewalWindows } from './kept-token.js';
import { mintInTime } from './mint-in-time.js';
import { type SharedTokens } from './shared-tokens.js';
import { lifeOf, type MintedToken, type Token } from './token.js';
import { type TokenIdentity } from './token-identity.js';
import { withinTime } from '../../platform/within-time.js';

/** What a {@link TokenKeeper} works with. All times are in milliseconds. */
export interface TokenKeeperParts {
  readonly provider: string;
  readonly mint: (request: WireRequest, identity: TokenIdentity) => Promise<MintedToken>;
  readonly documentedLife: number | undefined;
  readonly windows: RenewalWindows;
  readonly maxIdentities: number;
  readonly failures: Failures;
  /** Whose tokens these are, if a mock answered them. */
  readonly mock?: object;
  readonly now: () => number;
  readonly random: () => number;
}

/** Thrown to whoever waits for a token that a mock turned out to have answered. */
export class MockedToken extends Error {
  constructor(
    readonly mock: object,
    readonly token: Token,
  ) {
    super('A mock answered with this token.');
  }
}

/** What is known of one identity. */
interface Entry {
  readonly token?: KeptToken | undefined;
  /** The last token that the API refused; no store brings it back. */
  readonly refused?: string | undefined;
  /** Until when a refusal says nothing about the token, in milliseconds since the epoch. */
  readonly trustedUntil?: number | undefined;
}

/** How long a request waits for a renewal while the old token still serves, in milliseconds. */
const longestRenewal = 1_000;

/** How long a token is kept after a new one was refused like the one before, in milliseconds. */
const trustTime = 30_000;

/** An exchange that is under way. */
interface Renewal {
  /** The request over whose agents and proxy it goes. */
  readonly request: WireRequest;
  readonly flight: Flight<Token>;
}

/** Keeps tokens by the keys of their identities. */
export class TokenKeeper {
  readonly #parts: TokenKeeperParts;
  readonly #shared: SharedTokens | undefined;
  readonly #entries: LruMap<Entry>;
  // Apart from the entries, none of which may give way while requests wait for it.
  readonly #pending = new Map<string, Renewal>();

  constructor(parts: TokenKeeperParts, shared?: SharedTokens) {
    this.#parts = parts;
    this.#shared = shared;
    this.#entries = new LruMap(parts.maxIdentities);
  }

  /** Whether a token is at hand that need not be renewed before it is used. */
  serves(key: string): boolean {
    const { token } = this.#entries.get(key) ?? {};
    return token !== undefined && this.#parts.now() < token.forcedAt;
  }

  /** As {@link TokenSource.get}. */
  get(request: WireRequest, identity: TokenIdentity, key: string): MaybePromise<string> {
    return whenReady(this.#current(request, identity, key), (token) => this.#use(request, key, token));
  }

  /** Gives a token that is at hand, and leaves its renewal to others. */
  lend(request: WireRequest, key: string): string | undefined {
    const { token } = this.#entries.get(key) ?? {};
    if (!token || !this.serves(key)) return undefined;
    return this.#use(request, key, this.#reuse(request, token));
  }

  /** Keeps a token that was fetched elsewhere, unless there is one already, and gives what is there. */
  take(request: WireRequest, key: string, token: Token): string {
    if (!this.serves(key)) this.#keep(key, token);
    return this.#use(request, key, this.#entries.get(key)?.token ?? token);
  }

  #keep(key: string, token: Token): void {
    const { refused } = this.#entries.get(key) ?? {};
    const { windows, random } = this.#parts;
    this.#entries.set(key, { token: keep(token, windows, random()), refused });
  }

  #use(request: WireRequest, key: string, { value, borrowed }: Token): string {
    recordUse(request, this.#renewable(key), value, borrowed);
    return value;
  }

  #renewable(key: string): Renewable {
    return {
      forget: (request, used) => this.#drop(request, key, used),
      trust: (used) => {
        this.#trust(key, used);
      },
    };
  }

  /** Where a new token is refused like the one before, tokens are not the cause: another one would change nothing. */
  #trust(key: string, refused: string): void {
    const entry = this.#entries.get(key);
    if (entry?.token?.value !== refused) return;
    this.#entries.set(key, { ...entry, trustedUntil: this.#parts.now() + trustTime });
  }

  /** Drops a token that the API refused, unless another request has renewed it already. */
  #drop(request: WireRequest, key: string, refused: string): boolean {
    const entry = this.#entries.get(key);
    const trustLeft = (entry?.trustedUntil ?? 0) - this.#parts.now();
    if (entry?.token?.value === refused && trustLeft > 0 && trustLeft <= trustTime) return false;
    // An identity that gave way to others may have left its token in the store.
    if (!entry || entry.token?.value === refused) {
      this.#entries.set(key, { refused });
      this.#shared?.forget(request, key, refused);
    }
    return true;
  }

  #current(request: WireRequest, identity: TokenIdentity, key: string): MaybePromise<Token> {
    const { token } = this.#entries.get(key) ?? {};
    const now = this.#parts.now();
    if (token && now < token.forcedAt) {
      if (now >= token.refreshAt) this.#renewInBackground(request, identity, key);
      return this.#reuse(request, token);
    }
    const failure = this.#parts.failures.blocking(request, key);
    if (failure) return this.#fallBack(request, key, failure.error);
    const renewal = this.#renewOnce(request, identity, key);
    const waiting = token && now < token.expiresAt ? withinTime(longestRenewal, () => renewal) : renewal;
    return waiting.catch((error: unknown) => this.#fallBack(request, key, error));
  }

  // While the old token serves, a failing renewal is not yet anybody's problem.
  #renewInBackground(request: WireRequest, identity: TokenIdentity, key: string): void {
    if (this.#underWay(key) || this.#parts.failures.blocking(request, key)) return;
    this.#renewOnce(request, identity, key).catch(() => undefined);
  }

  // A token that should have been renewed by now is better than none, until it expires.
  #fallBack(request: WireRequest, key: string, error: unknown): Token {
    const token = this.#entries.get(key)?.token;
    if (token && this.#parts.now() < token.expiresAt) return this.#reuse(request, token);
    throw error;
  }

  #reuse(request: WireRequest, token: Token): Token {
    engineView(request).report('token-reused', { expiresAt: token.expiresAt });
    return token;
  }

  async #renewOnce(request: WireRequest, identity: TokenIdentity, key: string): Promise<Token> {
    for (;;) {
      const renewal = this.#underWay(key) ?? this.#begin(request, identity, key);
      try {
        const landed = await renewal.flight.landed();
        if (landed) return landed.value;
        this.#end(key, renewal);
      } catch (error) {
        this.#tryAnotherWay(request, key, renewal, error);
      }
    }
  }

  /** Throws where an exchange over the agents and proxy of this request would be of no use either. */
  #tryAnotherWay(request: WireRequest, key: string, { request: other }: Renewal, error: unknown): void {
    const { mock, way } = engineView(request);
    if (error instanceof MockedToken && mock !== error.mock) return;
    if (!isOfWay(error, other) || way === engineView(other).way) throw error;
    const failure = this.#parts.failures.blocking(request, key);
    if (failure) throw failure.error;
  }

  #underWay(key: string): Renewal | undefined {
    const renewal = this.#pending.get(key);
    return renewal?.flight.isLost ? undefined : renewal;
  }

  #begin(request: WireRequest, identity: TokenIdentity, key: string): Renewal {
    const flight = new Flight(() =>
      this.#renew(request, identity, key).finally(() => {
        this.#end(key, renewal);
      }),
    );
    const renewal: Renewal = { request, flight };
    this.#pending.set(key, renewal);
    return renewal;
  }

  // Another one may have taken its place, because it was lost.
  #end(key: string, renewal: Renewal): void {
    if (this.#pending.get(key) === renewal) this.#pending.delete(key);
  }

  async #renew(request: WireRequest, identity: TokenIdentity, key: string): Promise<Token> {
    let told: unknown;
    const mint = async (): Promise<Token> => {
      try {
        return await this.#mint(request, identity, key);
      } catch (error) {
        told = this.#remember(request, key, error);
        throw told;
      }
    };
    const isNew = (token: Token): boolean => this.#isNew(token, key);
    const token = await (this.#shared?.obtain({ request, key, isNew, mint }) ?? mint()).catch(
      (error: unknown) => {
        // What another process was told is remembered as what this one was told itself.
        throw error === told ? error : this.#remember(request, key, error);
      },
    );
    this.#keep(key, token);
    this.#parts.failures.forget(request, key);
    return token;
  }

  /** Whether a shared token is newer than what is there. */
  #isNew(token: Token, key: string): boolean {
    const { token: present, refused } = this.#entries.get(key) ?? {};
    const { forcedAt } = keep(token, this.#parts.windows, 0);
    const isOther = token.value !== refused && token.value !== present?.value;
    return isOther && token.expiresAt > (present?.expiresAt ?? 0) && this.#parts.now() < forcedAt;
  }

  async #mint(request: WireRequest, identity: TokenIdentity, key: string): Promise<Token> {
    const { mint, documentedLife, provider, now } = this.#parts;
    const start = now();
    const minted = await mintInTime(provider, () => mint(request, identity));
    const life = lifeOf(minted, now(), documentedLife);
    const token = { value: minted.value, expiresAt: start + life, life };
    const { token: present, refused } = this.#entries.get(key) ?? {};
    const isFirst = present === undefined && refused === undefined;
    const { mock } = engineView(request);
    engineView(request).report(isFirst ? 'token-minted' : 'token-renewed', { expiresAt: token.expiresAt });
    if (mock && mock !== this.#parts.mock) throw new MockedToken(mock, token);
    return token;
  }

  #remember(request: WireRequest, key: string, error: unknown): unknown {
    if (error instanceof MockedToken) return error;
    const failure = this.#parts.failures.add(request, key, error);
    const code = error instanceof KeyringError ? error.code : undefined;
    engineView(request).report('token-failed', { code: code ?? 'UNKNOWN', retryAt: failure.retryAt });
    return failure.error;
  }
}
