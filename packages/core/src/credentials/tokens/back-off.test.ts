import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { KeyringError } from '../../platform/errors.js';
import {
  acme,
  errorOf,
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

beforeEach(stopClock);
afterEach(() => {
  jest.useRealTimers();
});

/** The waits between exchanges of which every one fails as it is told. */
async function waitsOf(bench: TokenBench, failures: readonly (() => Error)[]): Promise<number[]> {
  const waits: number[] = [];
  for (const failure of failures) {
    bench.answer = () => Promise.reject(failure());
    const minted = bench.minted;
    await expect(bench.get()).rejects.toBeDefined();
    expect(bench.minted).toBe(minted + 1);
    const retryAt = bench.of('token-failed').at(-1)?.retryAt ?? 0;
    waits.push(retryAt - Date.now());
    if (retryAt > Date.now()) {
      // Until then there is not one exchange.
      jest.setSystemTime(retryAt - 1);
      await expect(bench.get()).rejects.toBeDefined();
      expect(bench.minted).toBe(minted + 1);
    }
    jest.setSystemTime(retryAt);
  }
  return waits;
}

function times<Value>(count: number, value: Value): Value[] {
  return Array.from({ length: count }, () => value);
}

const refused = (): KeyringError => refusal(401);
const inTrouble = (): KeyringError => refusal(503);

describe('after a failed exchange', () => {
  it('that never ended, another one is tried', async () => {
    const bench = new TokenBench();
    bench.hold();
    const waiting = errorOf(bench.get());
    await jest.advanceTimersByTimeAsync(70 * second);

    await expect(waiting).resolves.toMatchObject({
      code: 'ERR_KEYRING_TOKEN_EXCHANGE',
      provider: 'bench',
      message: expect.stringContaining('There was no answer within 70000 ms.'),
    });
    expect(bench.minted).toBe(1);
    const again = bench.get();
    await settle();
    expect(bench.minted).toBe(2);
    await bench.release();
    await expect(again).resolves.toBe('token 2');
  });

  it.each([
    [0, 1],
    [0.999_999_9, 1.25],
  ])('a refused secret waits 30 seconds, doubling to 15 minutes (random %d)', async (random, factor) => {
    const waits = await waitsOf(new TokenBench({ random: () => random }), times(7, refused));
    const seconds = [30, 60, 120, 240, 480, 900, 900];
    expect(waits.map((wait) => Math.round(wait / second))).toEqual(
      seconds.map((wait) => Math.round(wait * factor)),
    );
  });

  it.each([
    ['a server in trouble', inTrouble],
    ['a server that asks to wait', () => refusal(429)],
    ['no answer', () => new KeyringError({ code: 'ERR_KEYRING_TOKEN_EXCHANGE', message: 'No answer.' })],
    ['an error of any kind', () => new TypeError('Oops.')],
  ])('%s is tried again at once, then after 1 second, doubling to a minute', async (_, failure) => {
    const waits = await waitsOf(new TokenBench(), times(10, failure));
    expect(waits).toEqual([0, 1, 2, 4, 8, 16, 32, 60, 60, 60].map((wait) => wait * second));
  });

  it('grows also where the error is the same object each time', async () => {
    const failure = new Error('the one and only');
    const waits = await waitsOf(
      new TokenBench(),
      times(4, () => failure),
    );
    expect(waits).toEqual([0, 1, 2, 4].map((wait) => wait * second));
  });

  it('counts refusals and troubles apart, so that a first refusal after an outage is a first one', async () => {
    const outage = [...times(5, inTrouble), refused, inTrouble, refused];
    const waits = await waitsOf(new TokenBench(), outage);
    expect(waits.slice(5)).toEqual([30 * second, 16 * second, 60 * second]);
  });

  it.each<[string, Record<string, string>, number]>([
    ['seconds', { 'retry-after': '7' }, 7 * second],
    ['seconds with white space', { 'retry-after': ' 7 ' }, 7 * second],
    ['no seconds', { 'retry-after': '0' }, 0],
    ['more than an hour', { 'retry-after': '86400' }, hour],
    ['absurdly many seconds', { 'retry-after': '9'.repeat(400) }, hour],
    ['a date', { 'retry-after': new Date(start + minute).toUTCString() }, minute],
    [
      "a date by the server's own clock",
      {
        date: new Date(start - 24 * hour).toUTCString(),
        'retry-after': new Date(start - 24 * hour + 2 * minute).toUTCString(),
      },
      2 * minute,
    ],
    [
      'a date, and a Date header that is none',
      { date: 'today', 'retry-after': new Date(start + minute).toUTCString() },
      minute,
    ],
    ['a date that is over', { 'retry-after': new Date(start - minute).toUTCString() }, 0],
    ['a date that is far', { 'retry-after': new Date(start + 24 * hour).toUTCString() }, hour],
    ['nothing', { 'retry-after': '' }, 0],
    ['a word', { 'retry-after': 'soon' }, 0],
    ['a negative number', { 'retry-after': '-60' }, 0],
    ['a fraction', { 'retry-after': '99999.5' }, 0],
    ['a word and a year', { 'retry-after': 'in 9999' }, 0],
  ])('Retry-After is honoured: %s', async (_, headers, wait) => {
    await expect(waitsOf(new TokenBench(), [() => refusal(503, headers)])).resolves.toEqual([wait]);
  });

  it('Retry-After makes no wait shorter', async () => {
    const waits = await waitsOf(new TokenBench(), [() => refusal(403, { 'retry-after': '1' })]);
    expect(waits).toEqual([30 * second]);
  });

  it('the error says when the next try is, also to those who come during the wait', async () => {
    const bench = new TokenBench();
    bench.answer = () => Promise.reject(refused());
    const first = await errorOf(bench.get());
    setClock(10 * second);
    const second_ = await errorOf(bench.get());

    for (const error of [first, second_]) {
      expect(error).toMatchObject({ code: 'ERR_KEYRING_TOKEN_EXCHANGE', retryAt: start + 30_000 });
      expect(error.message).toBe(
        '[@axios-keyring/bench] The token endpoint answered 401. ' +
          'The next try is at 2030-01-01T00:00:30.000Z; another secret is tried at once.',
      );
    }
    expect(bench.minted).toBe(1);
    expect(bench.of('token-failed')).toEqual([
      { type: 'token-failed', code: 'ERR_KEYRING_TOKEN_EXCHANGE', retryAt: start + 30_000 },
    ]);
  });

  it('another secret is tried at once, while the old one still waits', async () => {
    const bench = new TokenBench();
    bench.answer = (count, { secret }) => {
      if (secret !== 'new') throw refused();
      return { value: `token ${count}`, expiresIn: hour };
    };
    await expect(bench.get()).rejects.toThrow('401');
    await expect(bench.get({ ...acme, secret: 'new' })).resolves.toBe('token 2');
    await expect(bench.get()).rejects.toThrow('401');
    expect(bench.minted).toBe(2);
  });

  it('a success forgets the failures', async () => {
    const bench = new TokenBench();
    await waitsOf(bench, times(3, refused));
    bench.answer = () => ({ value: 'good', expiresIn: minute });
    await expect(bench.get()).resolves.toBe('good');
    jest.setSystemTime(Date.now() + minute);
    await expect(waitsOf(bench, [refused])).resolves.toEqual([30 * second]);
  });

  it('nobody waits for a moment that only a wrong clock had made so far away', async () => {
    const bench = new TokenBench();
    setClock(365 * 24 * hour);
    bench.answer = () => Promise.reject(refused());
    await expect(bench.get()).rejects.toThrow('401');
    setClock(0);
    bench.answer = () => ({ value: 'good', expiresIn: hour });
    await expect(bench.get()).resolves.toBe('good');
  });

  it('a token made of another one waits as that one does, and says so once', async () => {
    const inner = new TokenBench();
    inner.answer = () => Promise.reject(refused());
    const outer = new TokenBench();
    outer.answer = async () => ({ value: await inner.get(), expiresIn: hour });

    for (const [moment, retryAt] of [
      [0, 30],
      [29, 30],
      [30, 90],
      [89, 90],
    ] as const) {
      setClock(moment * second);
      const error = await errorOf(outer.get());
      expect(error.retryAt).toBe(start + retryAt * second);
      expect(error.message.match(/The next try/g)).toHaveLength(1);
    }
    expect(inner.minted).toBe(2);
    expect(outer.minted).toBe(2);
  });
});
