import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { LockingStore } from '../../fixtures/memory-store.js';
import {
  acme,
  hour,
  minute,
  second,
  setClock,
  settle,
  stopClock,
  TokenBench,
} from '../../fixtures/token-bench.js';

beforeEach(stopClock);
afterEach(() => {
  jest.restoreAllMocks();
  jest.useRealTimers();
});

/** Ends a request of a worker: no timer of what it began fires, and what it waited for never comes. */
async function endRequest(): Promise<void> {
  await settle();
  const now = Date.now();
  // It puts the clock back as well.
  jest.clearAllTimers();
  jest.setSystemTime(now);
}

describe('what a request of a worker began, and what died with it', () => {
  it('is begun anew, once for all who wait for it', async () => {
    const bench = new TokenBench();
    bench.hold();
    void bench.get();
    await endRequest();

    const waiting = Array.from({ length: 100 }, () => bench.get());
    await jest.advanceTimersByTimeAsync(2 * second);
    expect(bench.minted).toBe(2);
    await bench.release();

    expect(new Set(await Promise.all(waiting))).toEqual(new Set(['token 2']));
  });

  it('is begun anew where that dies as well', async () => {
    const bench = new TokenBench();
    bench.hold();
    for (const minted of [1, 2, 3]) {
      void bench.get();
      await jest.advanceTimersByTimeAsync(2 * second);
      expect(bench.minted).toBe(minted);
      await endRequest();
    }
    const waiting = bench.get();
    await jest.advanceTimersByTimeAsync(2 * second);
    await bench.release();
    await expect(waiting).resolves.toBe('token 4');
  });

  it('may be a renewal in the background: the next one is begun, and nobody waits', async () => {
    const bench = new TokenBench();
    await bench.get();
    setClock(hour - 4 * minute);
    bench.hold();
    await expect(bench.get()).resolves.toBe('token 1');
    await endRequest();

    const later = performance.now() + 11 * second;
    jest.spyOn(performance, 'now').mockImplementation(() => later);
    expect(bench.source.get(bench.request(), acme)).toBe('token 1');
    expect(bench.minted).toBe(3);
    await bench.release();
    await expect(bench.get()).resolves.toBe('token 3');
  });

  it('may be on its way into the store', async () => {
    const store = new LockingStore();
    const bench = new TokenBench({ store });
    store.before = (operation) => (operation === 'set' ? new Promise(() => undefined) : undefined);
    await bench.get();
    await endRequest();
    store.before = () => undefined;
    // As the lock ends by itself, which its holder will not give back.
    setClock(hour);

    const waiting = bench.get();
    await jest.advanceTimersByTimeAsync(3 * second);
    await expect(waiting).resolves.toBe('token 2');
    await settle();
    await expect(new TokenBench({ name: 'other', store }).get()).resolves.toBe('token 2');
  });
});

describe('an exchange that takes long', () => {
  it('is waited for by all, as long as it lives', async () => {
    const bench = new TokenBench();
    bench.hold();
    const waiting = Array.from({ length: 100 }, () => bench.get());
    for (let times = 0; times < 6; times += 1) {
      await jest.advanceTimersByTimeAsync(10 * second);
      waiting.push(bench.get());
    }
    await bench.release();
    expect(new Set(await Promise.all(waiting))).toEqual(new Set(['token 1']));
    expect(bench.minted).toBe(1);
    // Nothing keeps the process from ending.
    expect(jest.getTimerCount()).toBe(0);
  });

  it('is waited for also where the process was busy meanwhile, and no timer could fire', async () => {
    const bench = new TokenBench();
    bench.hold();
    const waiting = [bench.get()];
    await settle();
    // All that is due by then fires in one go, as after a long computation.
    jest.advanceTimersByTime(30 * second);
    waiting.push(bench.get());
    await settle();
    await bench.release();
    expect(await Promise.all(waiting)).toEqual(['token 1', 'token 1']);
    expect(bench.minted).toBe(1);
  });
});
