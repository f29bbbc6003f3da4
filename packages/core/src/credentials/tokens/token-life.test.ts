import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { LockingStore } from '../../fixtures/memory-store.js';
import {
  hour,
  minute,
  second,
  setClock,
  settle,
  start,
  stopClock,
  TokenBench,
} from '../../fixtures/token-bench.js';
import { forgetCredentials } from '../used-credentials.js';
import { answeredLife, type AnsweredLife } from './answered-life.js';
import { keep, longestLife, type MintedToken } from './token.js';

beforeEach(stopClock);
afterEach(() => {
  jest.useRealTimers();
});

const day = 24 * hour;

describe('a token that says when to renew it', () => {
  it.each<[string, Partial<MintedToken>]>([
    ['in how long', { refreshIn: 30 * minute }],
    ['when', { refreshAt: start + 30 * minute }],
    ["when, by the server's clock", { refreshAt: start + 9.5 * hour, serverTime: start + 9 * hour }],
  ])('%s, is renewed in the background from then on', async (_, told) => {
    const bench = new TokenBench();
    bench.answer = (count) => ({ value: `token ${count}`, expiresIn: hour, ...told });
    await bench.get();
    setClock(30 * minute - 1);
    await bench.get();
    expect(bench.minted).toBe(1);

    setClock(30 * minute);
    await expect(bench.get()).resolves.toBe('token 1');
    expect(bench.minted).toBe(2);
  });

  it('is left alone for a tenth of its life, though that moment is over', async () => {
    const bench = new TokenBench();
    bench.answer = (count) => ({ value: `token ${count}`, expiresIn: hour, refreshAt: start - day });
    await bench.get();
    setClock(6 * minute - 1);
    await bench.get();
    expect(bench.minted).toBe(1);
    setClock(6 * minute);
    await bench.get();
    expect(bench.minted).toBe(2);
  });

  it('tells it to other processes too, whose clock may be another', async () => {
    const store = new LockingStore();
    const first = new TokenBench({ store });
    first.answer = () => ({ value: 'shared', expiresIn: hour, refreshIn: 10 * minute });
    await first.get();
    await settle();
    const other = new TokenBench({ store, now: () => Date.now() - 5 * minute });
    await expect(other.get()).resolves.toBe('shared');

    setClock(10 * minute - 1);
    await other.get();
    await settle();
    expect(other.minted).toBe(0);
    setClock(10 * minute);
    await other.get();
    await settle();
    expect(other.minted).toBe(1);
  });
});

it('a token of unknown life is kept until it is refused, where the provider says so', async () => {
  const bench = new TokenBench({ documentedLife: Infinity });
  bench.answer = (count) => ({ value: `token ${count}` });
  const request = bench.request();
  await bench.get();
  setClock(360 * day);
  await expect(bench.get(undefined, request)).resolves.toBe('token 1');
  expect(bench.minted).toBe(1);

  expect(await forgetCredentials(request)).toBe(true);
  await expect(bench.get()).resolves.toBe('token 2');
});

describe('a token of an issuer that wants few of them', () => {
  const minimumAge = 20 * minute;

  it('is not renewed before it is old enough, though it is refused', async () => {
    const bench = new TokenBench({ minimumAge });
    const request = bench.request();
    await bench.get(undefined, request);
    setClock(minimumAge - 1);
    expect(await forgetCredentials(request)).toBe(false);
    await expect(bench.get()).resolves.toBe('token 1');

    setClock(minimumAge);
    expect(await forgetCredentials(request)).toBe(true);
    await expect(bench.get()).resolves.toBe('token 2');
  });

  it('is renewed late in its life where that is short, and never used beyond it', async () => {
    const bench = new TokenBench({ minimumAge });
    bench.answer = (count) => ({ value: `token ${count}`, expiresIn: 21 * minute });
    await bench.get();
    setClock(minimumAge - 1);
    await bench.get();
    expect(bench.minted).toBe(1);
    setClock(21 * minute);
    await expect(bench.get()).resolves.toBe('token 2');
  });
});

it('a token that the new one of another process has ended is replaced by that one', async () => {
  const store = new LockingStore();
  const one = new TokenBench({ store, name: 'one' });
  const other = new TokenBench({ store, name: 'other' });
  const request = one.request();
  await one.get(undefined, request);
  await settle();
  const otherRequest = other.request();
  await other.get(undefined, otherRequest);
  expect(await forgetCredentials(otherRequest)).toBe(true);
  await expect(other.get()).resolves.toBe('other 1');
  await settle();

  expect(await forgetCredentials(request)).toBe(true);
  await expect(one.get()).resolves.toBe('other 1');
  expect([one.minted, other.minted]).toEqual([1, 1]);
});

describe('the moments of a token', () => {
  const time = fc.integer({ min: 1, max: longestLife });
  const window = fc.integer({ min: 0, max: day });
  const maybe = fc.option(fc.integer({ min: -longestLife, max: longestLife }), { nil: undefined });
  const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  const windows = fc.record({
    refreshWindow: window,
    forcedWindow: window,
    minimumAge: fc.oneof(fc.constant(0), window),
  });

  it('follow one another, whatever its life and the windows are', () => {
    fc.assert(
      fc.property(time, windows, maybe, random, (life, given, refreshIn, chance) => {
        const refreshAt = refreshIn === undefined ? undefined : start + refreshIn;
        const token = { value: 'a', life, expiresAt: start + life, refreshAt };
        const kept = keep(token, given, chance);

        expect(kept.mintedAt).toBe(start);
        expect(kept.refreshAt).toBeLessThanOrEqual(kept.forcedAt);
        expect(kept.forcedAt).toBeLessThanOrEqual(kept.expiresAt);
        // Nine tenths of its life it serves, in four fifths it is left alone, unless its answer says otherwise.
        expect(kept.forcedAt - start).toBeGreaterThanOrEqual(life * 0.9 - 1);
        const earliest = Math.min(Math.max(refreshIn ?? life * 0.8, life / 10), kept.forcedAt - start);
        expect(kept.refreshAt - start).toBeGreaterThanOrEqual(earliest - 1);
        expect(kept.refreshAt - start).toBeGreaterThanOrEqual(Math.min(given.minimumAge, life) - 1);
      }),
    );
  });

  it('leave a token of a minute 48 to 51 seconds, and 54 at most', () => {
    const usual = { refreshWindow: 5 * minute, forcedWindow: minute, minimumAge: 0 };
    const token = { value: 'a', life: minute, expiresAt: minute };

    expect(keep(token, usual, 0)).toMatchObject({ refreshAt: 48 * second, forcedAt: 54 * second });
    expect(keep(token, usual, 1)).toMatchObject({ refreshAt: 51 * second, forcedAt: 54 * second });
  });

  it('keep processes with one token apart, also where its answer says when to renew it', () => {
    const usual = { refreshWindow: 5 * minute, forcedWindow: minute, minimumAge: 0 };
    const token = { value: 'a', life: day, expiresAt: start + day, refreshAt: start + day / 2 };

    expect(keep(token, usual, 0).refreshAt).toBe(start + day / 2);
    expect(keep(token, usual, 1).refreshAt).toBe(start + day / 2 + 2.5 * minute);
  });
});

describe('the life that an answer tells', () => {
  const at = start / 1000;

  it.each<[unknown, AnsweredLife]>([
    [{ expires_in: 3599 }, { expiresIn: 3_599_000 }],
    [{ expires_in: '3599' }, { expiresIn: 3_599_000 }],
    [{ expires_in: 0.5 }, { expiresIn: 500 }],
    [{ expires_in: null }, {}],
    [{ expires_in: '' }, {}],
    [{ expires_in: -5 }, {}],
    [{ expires_in: 'soon' }, {}],
    [{ expires_in: '0x10' }, {}],
    [{ expires_in: [60] }, {}],
    [
      { expires_in: 86399, refresh_in: '43199' },
      { expiresIn: 86_399_000, refreshIn: 43_199_000 },
    ],
    [{ expires_on: String(at) }, { expiresAt: start }],
    [
      { expires_at: at, refresh_on: String(at) },
      { expiresAt: start, refreshAt: start },
    ],
    [{ expires_at: start }, { expiresAt: start }],
    [{ expires_at: '2030-01-01T00:00:00Z' }, { expiresAt: start }],
    [{ expires_at: '2030-01-01T01:00:00.000+01:00' }, { expiresAt: start }],
    [{ expires_at: 'January 1' }, {}],
    [{}, {}],
    [null, {}],
    ['3599', {}],
    [{ ['__proto__']: { expires_in: 1 } }, {}],
  ])('%j', (answer, life) => {
    expect(answeredLife(answer)).toEqual(life);
  });

  it('may be anything', () => {
    fc.assert(
      fc.property(fc.record({ expires_in: fc.anything(), expires_at: fc.anything() }), (answer) => {
        for (const told of Object.values(answeredLife(answer))) {
          if (told !== undefined) expect(told).toBeGreaterThan(0);
        }
      }),
    );
  });
});
