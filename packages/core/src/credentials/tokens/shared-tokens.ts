import { type TokenLock, type TokenStore } from '../../contract/token-store.js';
import { type WireRequest } from '../../contract/wire-request.js';
import { KeyringError } from '../../platform/errors.js';
import { property } from '../../platform/values.js';
import { pause, withinTime } from '../../platform/within-time.js';
import { isAhead } from '../clock.js';
import { engineView } from '../engine-view.js';
import { longestWait, type Odds } from './failures.js';
import { StoreGuard, storeTimeout } from './store-guard.js';
import { readStored, writeRefusal, writeToken } from './stored-token.js';
import { type Token } from './token.js';

/** One process's wish for a token. */
export interface Wish {
  readonly request: WireRequest;
  readonly key: string;
  /** Whether a token that another process minted will do. */
  readonly isNew: (token: Token) => boolean;
  /** Mints one; what it throws is remembered already. */
  readonly mint: () => Promise<Token>;
  /** Remembers what another process was told, as if this one was told itself; answers what to throw. */
  readonly remember: (refusal: KeyringError) => unknown;
}

/**
 * For how many milliseconds a lock is held at most. An exchange has 10,000; whoever waits longer for another
 * process mints a token without the lock.
 */
const lockTime = 15_000;

/** How long to wait before looking again, in milliseconds; it grows from the one to the other. */
const firstLook = 20;
const longestLook = 250;

/** How long to wait for what is on its way, in milliseconds: to read, to write, and to give a lock back. */
const longestChange = 3 * storeTimeout;

const guards = new WeakMap<TokenStore, StoreGuard>();

/** Tokens that several processes share, so that one of them mints for all. */
export class SharedTokens {
  readonly #store: TokenStore;
  readonly #guard: StoreGuard;
  readonly #odds: Odds;
  // What is on its way into the store, or out of it, for each key.
  readonly #changes = new Map<string, Promise<void>>();

  constructor(store: TokenStore, odds: Odds) {
    this.#store = store;
    // One for each store: what one token source finds out about it, the others need not.
    this.#guard = guards.get(store) ?? new StoreGuard(odds.now);
    guards.set(store, this.#guard);
    this.#odds = odds;
  }

  /**
   * The token that another process has minted, else one that this process mints, for the others as well.
   *
   * @throws KeyringError as `mint` does, or as it did in another process while that may not try again.
   */
  async obtain(wish: Wish): Promise<Token> {
    await this.#settled(wish.key);
    const found = await this.#find(wish);
    if (found) return found;
    const { lock, token } = await this.#awaitTurn(wish);
    if (token) return token;
    try {
      const minted = await wish.mint();
      // No request need wait for this; whoever waits for the lock does.
      this.#change(wish.key, () => this.#write(wish, writeToken(minted), minted.expiresAt), lock);
      return minted;
    } catch (error) {
      this.#change(wish.key, () => this.#writeRefusal(wish, error), lock);
      throw error;
    }
  }

  /** Takes a token that the API refused out of the store, if the store still holds that one. */
  forget(request: WireRequest, key: string, refused: string): void {
    const store = this.#store;
    this.#change(key, async () => {
      const text = await this.#read(request, key);
      if (typeof text !== 'string' || property(readStored(text), 'value') !== refused) return;
      await this.#guard.ask(request, async () =>
        store.deleteIfSame ? store.deleteIfSame(key, text) : store.delete(key),
      );
    });
  }

  /** The lock, or none if there can be none, or the token that came while this process waited for it. */
  async #awaitTurn(wish: Wish): Promise<{ readonly lock?: TokenLock; readonly token?: Token | undefined }> {
    const { request, key } = wish;
    const deadline = this.#odds.now() + lockTime;
    for (let wait = firstLook; this.#store.lock; wait = Math.min(longestLook, wait * 2)) {
      // `null` where another process has it.
      const ask = async (): Promise<TokenLock | null> => (await this.#store.lock?.(key, lockTime)) ?? null;
      const lock = await this.#guard.ask(request, ask, release);
      if (lock === undefined || (!lock && this.#odds.now() >= deadline)) return {};
      if (!lock) await pause(wait * (1 + this.#odds.random()));
      const token = await this.#find(wish).catch(async (refusal: unknown) => {
        await release(lock);
        throw refusal;
      });
      if (lock && !token) return { lock };
      await release(lock);
      if (token) return { token };
    }
    return {};
  }

  async #find({ request, key, isNew, remember }: Wish): Promise<Token | undefined> {
    const text = await this.#read(request, key);
    if (text === undefined || text === null) return undefined;
    const now = this.#odds.now();
    const engine = engineView(request);
    const stored = readStored(text);
    if (!stored) engine.report('store-failed', { code: 'UNREADABLE' });
    if (stored instanceof KeyringError && isAhead(stored.retryAt ?? 0, now, longestWait)) {
      throw remember(stored);
    }
    if (!stored || stored instanceof KeyringError) return undefined;
    // No token has more left than its life, by whichever clock its end was set.
    const expiresAt = Math.min(stored.expiresAt, now + stored.life);
    const { refreshAt } = stored;
    const moved = refreshAt === undefined ? undefined : refreshAt + expiresAt - stored.expiresAt;
    const token = { ...stored, expiresAt, refreshAt: moved, borrowed: true };
    if (!isNew(token)) return undefined;
    engine.report('token-shared', { expiresAt });
    return token;
  }

  async #read(request: WireRequest, key: string): Promise<unknown> {
    return this.#guard.ask(request, async () => this.#store.get(key));
  }

  async #write({ request, key }: Wish, text: string, end: number): Promise<void> {
    const timeToLive = Math.floor(end - this.#odds.now());
    if (timeToLive <= 0) return;
    await this.#guard.ask(request, async () => {
      // As Keyv answers where its own store failed.
      const answer = await this.#store.set(key, text, timeToLive);
      if (answer === false) throw Object.assign(new Error('Nothing was put in.'), { code: 'NOT_STORED' });
    });
  }

  async #writeRefusal(wish: Wish, error: unknown): Promise<void> {
    const text = writeRefusal(error);
    if (text === undefined || !(error instanceof KeyringError)) return;
    // A token that still serves is of more use to the others.
    const stored = readStored(await this.#read(wish.request, wish.key));
    const serves = stored && !(stored instanceof KeyringError) && stored.expiresAt > this.#odds.now();
    if (!serves) await this.#write(wish, text, error.retryAt ?? 0);
  }

  // Not for ever: in a worker, a change may have died with the request that began it.
  async #settled(key: string): Promise<void> {
    const changes = this.#changes.get(key);
    if (!changes) return;
    await withinTime(longestChange, () => changes).catch(() => undefined);
    if (this.#changes.get(key) === changes) this.#changes.delete(key);
  }

  #change(key: string, change: () => Promise<void>, lock?: TokenLock): void {
    const done = this.#settled(key)
      .then(change)
      .finally(async () => {
        if (this.#changes.get(key) === done) this.#changes.delete(key);
        await release(lock);
      });
    this.#changes.set(key, done);
  }
}

// A lock that cannot be given back ends by itself.
async function release(lock: TokenLock | null | undefined): Promise<void> {
  if (lock) await withinTime(storeTimeout, async () => lock.release()).catch(() => undefined);
}
