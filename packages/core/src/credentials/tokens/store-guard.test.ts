import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import Keyv from 'keyv';
import { forgetCredentials } from '../used-credentials.js';
import { LockingStore } from '../../fixtures/memory-store.js';
import { acme, hour, minute, second, settle, stopClock, TokenBench } from '../../fixtures/token-bench.js';

beforeEach(stopClock);
afterEach(() => {
  jest.useRealTimers();
});

const leak = 'leaked-by-the-store';

/** Ends later than any request would wait. */
function later(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

const troubles: [string, () => Promise<unknown>, string][] = [
  ['rejects', () => Promise.reject(Object.assign(new Error(leak), { code: 'ECONNREFUSED' })), 'ECONNREFUSED'],
  ['rejects with a type of its own', () => Promise.reject(new RangeError(leak)), 'RangeError'],
  [
    'rejects with a code that is a text',
    () => Promise.reject(Object.assign(new Error(), { code: `${leak}!` })),
    'Error',
  ],
  [
    'throws at once',
    () => {
      throw new TypeError(leak);
    },
    'TypeError',
  ],
  ['never answers', () => new Promise(() => undefined), 'ETIMEDOUT'],
  ['answers late', () => later(3 * second), 'ETIMEDOUT'],
  ['fails late', () => later(3 * second).then(() => Promise.reject(new Error(leak))), 'ETIMEDOUT'],
];

describe.each(troubles)('a store that %s', (_, trouble, code) => {
  it.each(['get', 'set', 'lock', 'release', 'deleteIfSame'])(
    'when asked to %s fails no request',
    async (name) => {
      const store = new LockingStore();
      store.before = (operation) => (operation === name ? trouble() : undefined);
      const bench = new TokenBench({ store });
      const request = bench.request();

      const waiting = bench.get(acme, request);
      await jest.advanceTimersByTimeAsync(5 * second);
      await expect(waiting).resolves.toBe('token 1');
      await forgetCredentials(request);
      const renewed = bench.get();
      // As long as a lock lives that could not be given back.
      await jest.advanceTimersByTimeAsync(16 * second);
      await expect(renewed).resolves.toBe('token 2');

      // A lock that is not given back ends by itself; nothing that anybody has to know.
      const isReported = name !== 'release';
      expect(bench.of('store-failed').slice(0, 1)).toEqual(
        isReported ? [{ type: 'store-failed', code }] : [],
      );
      expect(JSON.stringify(bench.events)).not.toContain(leak);
    },
  );

  it('is left alone for longer and longer, and used again when it works', async () => {
    const store = new LockingStore();
    const bench = new TokenBench({ store });
    bench.answer = (count) => ({ value: `token ${count}` });
    store.before = trouble;
    const moments: number[] = [];
    for (let tenths = 0; tenths < 1_500; tenths += 1) {
      const asked = store.operations.length;
      const waiting = bench.get();
      await jest.advanceTimersByTimeAsync(100);
      if (store.operations.length > asked) moments.push(Date.now());
      void waiting;
    }
    const pauses = moments.slice(1).map((moment, index) => (moment - (moments[index] ?? 0)) / second);
    // Where the store did not answer, that took a second of its own.
    const wait = code === 'ETIMEDOUT' ? 1 : 0;
    expect(pauses.map((pause) => Math.round(pause) - wait)).toEqual([1, 2, 4, 8, 16, 30, 30, 30]);
    expect(bench.of('store-resumed')).toEqual([]);

    store.before = () => undefined;
    bench.answer = () => ({ value: 'shared', expiresIn: hour });
    await jest.advanceTimersByTimeAsync(31 * second);
    await bench.get();
    await settle();
    expect(bench.of('store-resumed')).toHaveLength(1);
    await expect(new TokenBench({ store }).get()).resolves.toBe('shared');
  });
});

describe('the trouble of a store', () => {
  it('counts once, however many requests meet it at the same time', async () => {
    const store = new LockingStore();
    store.before = () => Promise.reject(new Error('down'));
    const bench = new TokenBench({ store });
    const tenants = Array.from({ length: 20 }, (_, number) => ({ ...acme, account: `tenant ${number}` }));
    await Promise.all(tenants.map((tenant) => bench.get(tenant)));
    store.before = () => undefined;
    await jest.advanceTimersByTimeAsync(second);
    const asked = store.operations.length;
    await bench.get();
    expect(store.operations.length).toBeGreaterThan(asked);
  });

  it('that one token source met is known to all that share the store', async () => {
    const store = new LockingStore();
    store.before = () => Promise.reject(new Error('down'));
    await new TokenBench({ store }).get();
    const asked = store.operations.length;
    await expect(new TokenBench({ store, name: 'other' }).get()).resolves.toBe('other 1');
    expect(store.operations).toHaveLength(asked);
  });

  it('is over as soon as the store answers, also what it was asked before', async () => {
    const store = new LockingStore();
    const bench = new TokenBench({ store });
    let isFirst = true;
    store.before = () => {
      if (!isFirst) return later(10);
      isFirst = false;
      return Promise.reject(new Error('one connection of many'));
    };
    const waiting = Promise.all([bench.get(acme), bench.get({ ...acme, account: 'other' })]);
    await jest.advanceTimersByTimeAsync(100);
    await waiting;
    expect(bench.events.map(({ type }) => type).filter((type) => type?.startsWith('store'))).toEqual([
      'store-failed',
      'store-resumed',
    ]);
    expect(store.entries.size).toBeGreaterThan(0);
  });

  it('does not last because a clock that was wrong is put back', async () => {
    const store = new LockingStore();
    jest.setSystemTime(Date.now() + 24 * hour);
    store.before = () => Promise.reject(new Error('down'));
    await new TokenBench({ store }).get();
    jest.setSystemTime(Date.now() - 24 * hour);
    store.before = () => undefined;
    await new TokenBench({ store }).get();
    await settle();
    expect(store.entries.size).toBe(1);
  });

  it('shows where Keyv keeps it to itself and answers that it put nothing in', async () => {
    const failing = {
      get: () => undefined,
      set: () => Promise.reject(new Error(leak)),
      delete: () => Promise.resolve(false),
      clear: () => Promise.resolve(),
    };
    const store = new Keyv({ store: failing });
    store.on('error', () => undefined);
    const bench = new TokenBench({ store });
    await expect(bench.get()).resolves.toBe('token 1');
    await settle();
    expect(bench.of('store-failed')).toEqual([{ type: 'store-failed', code: 'NOT_STORED' }]);
  });

  it('delays a request by a second at most, and only the first', async () => {
    const store = new LockingStore();
    store.before = () => new Promise(() => undefined);
    const bench = new TokenBench({ store });
    bench.answer = (count) => ({ value: `token ${count}`, expiresIn: minute });
    const waiting = bench.get();
    await jest.advanceTimersByTimeAsync(second);
    await expect(waiting).resolves.toBe('token 1');
    await expect(bench.get({ ...acme, account: 'other' })).resolves.toBe('token 2');
  });
});
