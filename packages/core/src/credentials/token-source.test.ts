import { describe, expect, it } from '@jest/globals';
import { wireRequest } from '../fixtures/wire-request.js';
import { type WireRequest } from '../request/wire-request.js';
import { renewCredentials } from './renewal.js';
import { type Token, TokenSource, type TokenSourceOptions } from './token-source.js';

const minute = 60_000;
const hour = 60 * minute;

/** A token source with a clock and an issuer that are the test's. */
class Bench {
  now = 1_000_000;
  life = hour;
  minted = 0;
  /** Set, it fails the next exchanges. */
  failure: Error | undefined;
  readonly #held: (() => void)[] = [];
  #holding = false;
  readonly source: TokenSource;

  constructor(options: Partial<TokenSourceOptions> = {}) {
    this.source = new TokenSource({ mint: () => this.#mint(), now: () => this.now, ...options });
  }

  /** Lets exchanges wait until {@link release}. */
  hold(): void {
    this.#holding = true;
  }

  async release(): Promise<void> {
    this.#holding = false;
    for (const go of this.#held.splice(0)) go();
    await new Promise(setImmediate);
  }

  async #mint(): Promise<Token> {
    this.minted += 1;
    const token = { value: `token ${this.minted}`, expiresAt: this.now + this.life };
    const { failure } = this;
    if (this.#holding) await new Promise<void>((resolve) => this.#held.push(resolve));
    if (failure) throw failure;
    return token;
  }
}

async function bench(
  options?: Partial<TokenSourceOptions>,
): Promise<{ bench: Bench; request: WireRequest; get: () => Promise<string> }> {
  const made = new Bench(options);
  const request = await wireRequest();
  return { bench: made, request, get: async () => made.source.get(request) };
}

describe('a token source', () => {
  it('fetches no token before it is asked', async () => {
    const { bench: source } = await bench();
    expect(source.minted).toBe(0);
  });

  it('gives the token that it has at once, without a promise', async () => {
    const {
      bench: { source },
      request,
      get,
    } = await bench();
    expect(source.get(request)).toBeInstanceOf(Promise);
    await get();
    // The exchange above and this one ended together.
    expect(source.get(request)).toBe('token 1');
  });

  it('fetches one token for 1,000 requests that wait', async () => {
    const { bench: source, get } = await bench();
    source.hold();
    const waiting = Array.from({ length: 1_000 }, get);
    await source.release();
    expect(new Set(await Promise.all(waiting))).toEqual(new Set(['token 1']));
    expect(source.minted).toBe(1);
  });

  it('gives one failure to all who wait for it, and starts afresh for the next', async () => {
    const { bench: source, get } = await bench();
    const failure = new Error('no token today');
    source.failure = failure;
    source.hold();
    const waiting = Promise.allSettled(Array.from({ length: 100 }, get));
    await source.release();
    const reasons = (await waiting).map((result): unknown => result.status === 'rejected' && result.reason);
    expect(new Set(reasons)).toEqual(new Set([failure]));
    expect(source.minted).toBe(1);
    source.failure = undefined;
    await expect(get()).resolves.toBe('token 2');
  });

  it('fails the request, not the caller, where the exchange throws at once', async () => {
    const failure = new Error('thrown');
    const { get } = await bench({
      mint: () => {
        throw failure;
      },
    });
    await expect(get()).rejects.toBe(failure);
    await expect(get()).rejects.toBe(failure);
  });
});

describe('a token that grows old', () => {
  it.each([
    // An hour's token: five minutes before its end in the background, one minute before it not any more.
    ['an hour', hour, {}, 5 * minute, minute],
    // A fifth and a tenth of ten minutes.
    ['ten minutes', 10 * minute, {}, 2 * minute, minute],
    ['two minutes', 2 * minute, {}, 0.4 * minute, 0.2 * minute],
    [
      'an hour, with windows of its own',
      hour,
      { refreshWindow: 2 * minute, forcedWindow: 1_000 },
      2 * minute,
      1_000,
    ],
  ])(
    'of %s is renewed in the background first, then before it is used',
    async (_, life, options, refresh, forced) => {
      const { bench: source, get } = await bench(options);
      source.life = life;
      const start = source.now;
      await get();
      source.now = start + life - refresh - 1;
      await expect(get()).resolves.toBe('token 1');
      expect(source.minted).toBe(1);

      source.now = start + life - refresh;
      source.hold();
      await expect(get()).resolves.toBe('token 1');
      await expect(get()).resolves.toBe('token 1');
      expect(source.minted).toBe(2);

      source.now = start + life - forced - 1;
      await expect(get()).resolves.toBe('token 1');
      source.now = start + life - forced;
      const waiting = get();
      await source.release();
      await expect(waiting).resolves.toBe('token 2');
      expect(source.minted).toBe(2);
    },
  );

  it('still serves while its renewal in the background fails', async () => {
    const { bench: source, get } = await bench();
    await get();
    source.now += hour - 2 * minute;
    source.failure = new Error('not now');
    for (let times = 0; times < 3; times += 1) {
      await expect(get()).resolves.toBe('token 1');
      await source.release();
    }
    source.now += minute;
    await expect(get()).rejects.toThrow('not now');
    source.failure = undefined;
    await expect(get()).resolves.toMatch(/^token \d/);
  });

  it('that was expired when it came is given to those who waited for it, and to nobody else', async () => {
    const { bench: source, get } = await bench();
    source.life = -minute;
    await expect(get()).resolves.toBe('token 1');
    await expect(get()).resolves.toBe('token 2');
  });

  it('is never used for longer than it lives, when the clock jumps ahead', async () => {
    const { bench: source, get } = await bench();
    await get();
    source.now += 24 * hour;
    await expect(get()).resolves.toBe('token 2');
  });
});

describe('a token that the API refused', () => {
  it('is dropped, and another one fetched', async () => {
    const { bench: source, request, get } = await bench();
    await get();
    await expect(renewCredentials(request)).resolves.toBe(true);
    await expect(get()).resolves.toBe('token 2');
    expect(source.minted).toBe(2);
  });

  it('does not take the token with it that has replaced it', async () => {
    const {
      bench: { source },
      get,
      request,
    } = await bench();
    await get();
    expect(source.renew(request, 'token 1')).toBe(true);
    await expect(get()).resolves.toBe('token 2');
    // A slow request that was sent with the first token learns only now that it was refused.
    expect(source.renew(request, 'token 1')).toBe(true);
    expect(source.get(request)).toBe('token 2');
  });

  it('is renewed once for all requests that were refused', async () => {
    const { bench: source, get, request } = await bench();
    await get();
    const renewed = await Promise.all(
      Array.from({ length: 50 }, async () => {
        source.source.renew(request, 'token 1');
        return get();
      }),
    );
    expect(new Set(renewed)).toEqual(new Set(['token 2']));
    expect(source.minted).toBe(2);
  });
});
