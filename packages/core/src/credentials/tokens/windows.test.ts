import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import {
  hour,
  minute,
  refusal,
  second,
  setClock,
  settle,
  start,
  stopClock,
  TokenBench,
} from '../../fixtures/token-bench.js';
import { type MintedToken } from './token.js';

beforeEach(stopClock);
afterEach(() => {
  jest.useRealTimers();
});

/** A JSON Web Token with this payload. */
function webToken(payload: string): string {
  return `e30.${Buffer.from(payload).toString('base64url')}.c2lnbmF0dXJl`;
}

describe('a token that grows old', () => {
  it.each([
    // An hour's token: five minutes before its end in the background, one minute before it not any more.
    ['an hour', hour, {}, 5 * minute, minute],
    // A fifth and a tenth of ten minutes.
    ['ten minutes', 10 * minute, {}, 2 * minute, minute],
    ['two minutes', 2 * minute, {}, 24 * second, 12 * second],
    [
      'an hour, with windows of its own',
      hour,
      { refreshWindow: 2 * minute, forcedWindow: second },
      2 * minute,
      second,
    ],
  ])(
    'of %s is renewed in the background first, then before it is used',
    async (_, life, options, refresh, forced) => {
      const bench = new TokenBench(options);
      bench.answer = (count) => ({ value: `token ${count}`, expiresIn: life });
      await bench.get();
      setClock(life - refresh - 1);
      await expect(bench.get()).resolves.toBe('token 1');
      expect(bench.minted).toBe(1);

      setClock(life - refresh);
      bench.hold();
      await expect(bench.get()).resolves.toBe('token 1');
      await expect(bench.get()).resolves.toBe('token 1');
      expect(bench.minted).toBe(2);

      setClock(life - forced - 1);
      await expect(bench.get()).resolves.toBe('token 1');
      setClock(life - forced);
      const waiting = bench.get();
      await bench.release();
      await expect(waiting).resolves.toBe('token 2');
      expect(bench.minted).toBe(2);
    },
  );

  it.each([
    // Of the four minutes between the windows of an hour's token, up to two are left out.
    [0, 55 * minute],
    [0.5, 56 * minute],
    [0.999_999, 57 * minute],
  ])('is renewed in the background at a moment of its own (random %d)', async (random, moment) => {
    const bench = new TokenBench({ random: () => random });
    await bench.get();
    setClock(moment - 2);
    await bench.get();
    expect(bench.minted).toBe(1);
    setClock(moment);
    await expect(bench.get()).resolves.toBe('token 1');
    expect(bench.minted).toBe(2);
  });

  it('serves until its end where it cannot be renewed, also while no exchange may be tried', async () => {
    const bench = new TokenBench();
    await bench.get();
    bench.answer = () => Promise.reject(refusal(503, { 'retry-after': '3600' }));

    setClock(hour - minute);
    // The exchange fails here, and is not tried again below.
    await expect(bench.get()).resolves.toBe('token 1');
    setClock(hour - 1);
    await expect(bench.get()).resolves.toBe('token 1');
    expect(bench.minted).toBe(2);
    setClock(hour);
    await expect(bench.get()).rejects.toMatchObject({ code: 'ERR_KEYRING_TOKEN_EXCHANGE' });
    expect(bench.minted).toBe(2);
  });

  it('fails no request while its renewal in the background fails, and is not renewed with each', async () => {
    const bench = new TokenBench();
    await bench.get();
    bench.answer = () => Promise.reject(refusal(401));
    setClock(hour - 5 * minute);
    for (let times = 0; times < 50; times += 1) {
      await expect(bench.get()).resolves.toBe('token 1');
      await settle();
    }
    expect(bench.minted).toBe(2);
    setClock(hour - 5 * minute + 30 * second);
    await expect(bench.get()).resolves.toBe('token 1');
    expect(bench.minted).toBe(3);
    await settle();
    expect(bench.of('token-failed')).toHaveLength(2);
  });

  it('is used while its renewal hangs, after a second of waiting', async () => {
    const bench = new TokenBench();
    await bench.get();
    setClock(hour - 30 * second);
    bench.hold();
    const waiting = bench.get();
    await jest.advanceTimersByTimeAsync(second);
    await expect(waiting).resolves.toBe('token 1');
    await bench.release();
    await expect(bench.get()).resolves.toBe('token 2');
    expect(bench.minted).toBe(2);
  });

  it('has a life that begins before its exchange', async () => {
    const bench = new TokenBench();
    bench.hold();
    const waiting = bench.get();
    setClock(10 * second);
    await bench.release();
    await waiting;
    expect(bench.of('token-minted')).toEqual([{ type: 'token-minted', expiresAt: start + hour }]);
  });
});

describe('the end of a token is known', () => {
  const inTwoHours = (start + 2 * hour) / 1000;
  const opaque = 'opaque';

  it.each<[string, MintedToken, number]>([
    [
      'from the life in the answer first',
      { value: webToken('{"exp":1}'), expiresIn: hour, expiresAt: 1 },
      hour,
    ],
    ['from the end in the answer next', { value: webToken('{"exp":1}'), expiresAt: start + hour }, hour],
    [
      "by the server's clock, where the answer says the end",
      { value: opaque, expiresAt: start + 9 * hour, serverTime: start + 8 * hour },
      hour,
    ],
    ['from the token itself then', { value: webToken(`{"exp":${inTwoHours}}`) }, 2 * hour],
    [
      "by the server's clock, where the token says it",
      { value: webToken(`{"exp":${inTwoHours}}`), serverTime: start - hour },
      3 * hour,
    ],
    ['from what is documented last', { value: opaque }, 3 * hour],
    ['where the life is no number', { value: opaque, expiresIn: Number.NaN }, 3 * hour],
    ['where the life is nothing', { value: opaque, expiresIn: 0 }, 3 * hour],
    ['where the life is negative', { value: opaque, expiresIn: -5, expiresAt: start + hour }, hour],
    ['where the life is endless', { value: opaque, expiresIn: Infinity }, 3 * hour],
    ['where the end is no number', { value: opaque, expiresAt: Number.NaN }, 3 * hour],
    [
      "where the server's time is no number",
      { value: opaque, expiresAt: start + hour, serverTime: NaN },
      hour,
    ],
    ["where a JSON Web Token's end is a text", { value: webToken('{"exp":"soon"}') }, 3 * hour],
    ["where a JSON Web Token's end is endless", { value: webToken('{"exp":1e999}') }, 3 * hour],
    ["where a JSON Web Token's end is nothing", { value: webToken('{"exp":0}') }, 3 * hour],
    ['where a JSON Web Token says nothing', { value: webToken('{}') }, 3 * hour],
    ['where a JSON Web Token is none', { value: webToken('null') }, 3 * hour],
    ['where a JSON Web Token is no JSON', { value: webToken('{"exp"') }, 3 * hour],
    ['where a JSON Web Token is no base64', { value: 'a.!!!.c' }, 3 * hour],
    ['but for no longer than a year', { value: opaque, expiresIn: 1e300 }, 365 * 24 * hour],
  ])('%s', async (_, minted, life) => {
    const bench = new TokenBench({ documentedLife: 3 * hour });
    bench.answer = () => minted;
    await bench.get();
    expect(bench.of('token-minted')).toEqual([{ type: 'token-minted', expiresAt: start + life }]);
  });

  it.each<[string, MintedToken]>([
    ['nobody says it', { value: opaque }],
    ['it is over by the answer', { value: opaque, expiresAt: start - 1 }],
    ['it is over by the token', { value: webToken('{"exp":1}') }],
    ["it is over by the server's clock", { value: opaque, expiresAt: start + 1, serverTime: start + 2 }],
  ])('or the token serves once, where %s', async (_, minted) => {
    const bench = new TokenBench();
    bench.answer = () => minted;
    bench.hold();
    const waiting = [bench.get(), bench.get()];
    await bench.release();
    await expect(Promise.all(waiting)).resolves.toEqual([minted.value, minted.value]);
    expect(bench.minted).toBe(1);
    await bench.get();
    expect(bench.minted).toBe(2);
  });
});
