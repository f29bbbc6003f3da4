import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import Keyv from 'keyv';
import { forgetCredentials } from '../used-credentials.js';
import { LockingStore, MemoryStore } from '../../fixtures/memory-store.js';
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
import { type TokenStore } from '../../contract/token-store.js';

beforeEach(stopClock);
afterEach(() => {
  jest.useRealTimers();
});

/** Token sources that stand for processes which share a store. */
function processes(count: number, store: TokenStore): TokenBench[] {
  return Array.from({ length: count }, (_, number) => new TokenBench({ name: `process ${number}`, store }));
}

function pair(store: TokenStore): [TokenBench, TokenBench] {
  return [new TokenBench({ name: 'first', store }), new TokenBench({ name: 'second', store })];
}

function mintedBy(benches: readonly TokenBench[]): number {
  return benches.reduce((sum, { minted }) => sum + minted, 0);
}

describe.each([
  ['a store with a lock', (): TokenStore => new LockingStore()],
  ['a store without a lock', (): TokenStore => new MemoryStore()],
  ['a Keyv instance with a namespace', (): TokenStore => new Keyv({ namespace: 'tokens' })],
])('processes that share %s', (_, make) => {
  it('use the token that one of them fetched', async () => {
    const benches = processes(5, make());
    for (const bench of benches) {
      await expect(bench.get()).resolves.toBe('process 0 1');
      await settle();
    }
    expect(mintedBy(benches)).toBe(1);
    expect(benches[4]?.events).toEqual([{ type: 'token-shared', expiresAt: start + hour }]);
  });

  it('take the newer token that one of them has fetched, when theirs has to be renewed', async () => {
    const benches = processes(4, make());
    for (const bench of benches) {
      await bench.get();
      await settle();
    }
    setClock(hour - minute);
    for (const bench of benches) {
      await expect(bench.get()).resolves.toBe('process 0 2');
      await settle();
    }
    expect(mintedBy(benches)).toBe(2);
  });

  it('put a refused token out of the store, and get another one', async () => {
    const [first, other] = pair(make());
    const requests = [first.request(), other.request()] as const;
    await first.get(acme, requests[0]);
    await settle();
    await expect(other.get(acme, requests[1])).resolves.toBe('first 1');

    await forgetCredentials(requests[0]);
    await expect(first.get()).resolves.toBe('first 2');
    await settle();
    // It is the old one that is refused here; the one that has replaced it stays.
    await forgetCredentials(requests[1]);
    await expect(other.get()).resolves.toBe('first 2');
    expect(mintedBy([first, other])).toBe(2);
  });

  it('are told of a refused secret, and do not send it again', async () => {
    const benches = processes(4, make());
    for (const bench of benches) bench.answer = () => Promise.reject(refusal(401));
    for (const bench of benches) {
      const error = await errorOf(bench.get());
      expect(error).toMatchObject({ code: 'ERR_KEYRING_TOKEN_EXCHANGE', retryAt: start + 30_000 });
      expect(error.message).toContain('The token endpoint answered 401.');
      await settle();
      // Nor is the store asked again and again: it is known.
      expect(bench.of('token-failed')).toHaveLength(1);
    }
    expect(mintedBy(benches)).toBe(1);
  });

  it('wait longer and longer together, whichever of them tries', async () => {
    const benches = processes(3, make());
    for (const bench of benches) bench.answer = () => Promise.reject(refusal(401));
    const tries: number[] = [];
    for (let moment = 0; moment < 30 * minute; moment += 10 * second) {
      setClock(moment);
      const before = mintedBy(benches);
      for (const bench of benches) {
        await bench.get().catch(() => undefined);
        await settle();
      }
      if (mintedBy(benches) > before) tries.push(moment / second);
    }
    // 30 seconds, a minute, two, four, eight.
    expect(tries.slice(0, 6)).toEqual([0, 30, 90, 210, 450, 930]);
    expect(mintedBy(benches)).toBe(tries.length);
  });
});

describe('a lock', () => {
  it('lets one process fetch for all that need a token at the same moment', async () => {
    const benches = processes(8, new LockingStore());
    const waiting = benches.flatMap((bench) => Array.from({ length: 50 }, () => bench.get()));
    await jest.advanceTimersByTimeAsync(second);
    const tokens = new Set(await Promise.all(waiting));
    expect(tokens.size).toBe(1);
    expect(mintedBy(benches)).toBe(1);

    setClock(hour);
    const renewed = benches.flatMap((bench) => Array.from({ length: 50 }, () => bench.get()));
    await jest.advanceTimersByTimeAsync(second);
    expect(new Set(await Promise.all(renewed)).size).toBe(1);
    expect(mintedBy(benches)).toBe(2);
  });

  it('is given back after the token was put in, and is not kept after a failure', async () => {
    const store = new LockingStore();
    const bench = new TokenBench({ store });
    bench.answer = () => Promise.reject(refusal(503));
    await expect(bench.get()).rejects.toThrow('503');
    await settle();
    expect(store.locks.size).toBe(0);
    bench.answer = () => ({ value: 'good', expiresIn: hour });
    store.operations.length = 0;
    await bench.get();
    await settle();
    expect(store.operations).toEqual(['get', 'lock', 'get', 'set', 'release']);
    expect(store.locks.size).toBe(0);
  });

  it('that came free just now is followed by another look into the store', async () => {
    const store = new LockingStore();
    const [first, other] = pair(store);
    first.hold();
    const minting = first.get();
    await settle();
    let ask = (): void => undefined;
    store.before = (operation) =>
      operation === 'lock' ? new Promise<void>((resolve) => (ask = resolve)) : undefined;
    // It has found nothing, and asks for the lock only after the first process has given it back.
    const waiting = other.get();
    await settle();
    await first.release();
    await minting;
    ask();
    await expect(waiting).resolves.toBe('first 1');
    expect(other.minted).toBe(0);
    await settle();
    expect(store.locks.size).toBe(0);
  });

  it('of a process that died ends by itself, and the next one goes on', async () => {
    const store = new LockingStore();
    const [dead, alive] = pair(store);
    dead.hold();
    void dead.get();
    await settle();
    await jest.advanceTimersByTimeAsync(5 * second);
    const waiting = alive.get();
    await jest.advanceTimersByTimeAsync(10 * second - 1);
    expect(alive.minted).toBe(0);
    await jest.advanceTimersByTimeAsync(second);
    await expect(waiting).resolves.toBe('second 1');
    await settle();
    expect(store.locks.size).toBe(0);
  });

  it('that nobody ever gives back is waited for no longer than 15 seconds', async () => {
    const store = new LockingStore();
    const [first, other] = pair(store);
    store.lock = () => Promise.resolve(undefined);
    const waiting = Promise.all([first.get(), other.get()]);
    await jest.advanceTimersByTimeAsync(15 * second - 1);
    expect(mintedBy([first, other])).toBe(0);
    await jest.advanceTimersByTimeAsync(second);
    // The second looks once more before it fetches one itself.
    await expect(waiting).resolves.toEqual(['first 1', expect.stringMatching(/ 1$/)]);
  });

  it('that comes too late is given back', async () => {
    const store = new LockingStore();
    store.before = (operation) =>
      operation === 'lock' ? new Promise((resolve) => setTimeout(resolve, 3 * second)) : undefined;
    const bench = new TokenBench({ store });
    const waiting = bench.get();
    await jest.advanceTimersByTimeAsync(second);
    await expect(waiting).resolves.toBe('token 1');
    expect(store.locks.size).toBe(0);
    await jest.advanceTimersByTimeAsync(2 * second);
    expect(store.operations.filter((operation) => operation === 'release')).toHaveLength(1);
    expect(store.locks.size).toBe(0);
  });

  it('that is none fails nobody', async () => {
    const store = new LockingStore();
    store.lock = () => Promise.resolve({ release: () => Promise.reject(new Error('no longer mine')) });
    const bench = new TokenBench({ store });
    await expect(bench.get()).resolves.toBe('token 1');
    await settle();
    await expect(bench.get()).resolves.toBe('token 1');
  });

  it('is given back where the wait for it showed a refusal', async () => {
    const store = new LockingStore();
    const [first, other] = pair(store);
    for (const bench of [first, other]) bench.answer = () => Promise.reject(refusal(401));
    first.hold();
    const waiting = [errorOf(first.get()), errorOf(other.get())];
    await settle();
    await first.release();
    await jest.advanceTimersByTimeAsync(second);
    for (const { retryAt } of await Promise.all(waiting)) expect(retryAt).toBe(start + 30 * second);
    expect(mintedBy([first, other])).toBe(1);
    expect(store.locks.size).toBe(0);
  });
});

describe('a shared refusal', () => {
  it('leaves a token that still serves in its place', async () => {
    const store = new LockingStore();
    const [first, other] = pair(store);
    await first.get();
    await settle();
    setClock(hour - 2 * minute);
    other.answer = () => Promise.reject(refusal(401));
    await other.get();
    await other.get();
    await settle();
    await expect(new TokenBench({ name: 'third', store }).get()).resolves.toBe('first 1');
  });

  it('is not made of other failures', async () => {
    const [first, other] = pair(new LockingStore());
    first.answer = () => Promise.reject(refusal(503, { 'retry-after': '60' }));
    await expect(first.get()).rejects.toThrow('503');
    await settle();
    await expect(other.get()).resolves.toBe('second 1');
  });

  it('concerns its own secret only', async () => {
    const [first, other] = pair(new LockingStore());
    first.answer = () => Promise.reject(refusal(401));
    await expect(first.get()).rejects.toThrow('401');
    await settle();
    await expect(other.get({ ...acme, secret: 'new' })).resolves.toBe('second 1');
  });
});

describe.each([
  ['in one step', (): MemoryStore => new LockingStore(), 'deleteIfSame'],
  ['in two steps', (): MemoryStore => new MemoryStore(), 'delete'],
])('a shared token that the API refused is taken out %s', (_, make, operation) => {
  it('if the store still holds that one', async () => {
    const store = make();
    const bench = new TokenBench({ store });
    const request = bench.request();
    await bench.get(acme, request);
    await settle();
    store.operations.length = 0;
    await forgetCredentials(request);
    await settle();
    expect(store.operations).toEqual(['get', operation]);
    expect(store.entries.size).toBe(0);
  });

  it('but not if another one is there by now', async () => {
    const store = make();
    const bench = new TokenBench({ store });
    const request = bench.request();
    await bench.get(acme, request);
    await settle();
    const newer = JSON.stringify({ version: 1, value: 'newer', expiresAt: start + hour, life: hour });
    store.spoil(newer);
    await forgetCredentials(request);
    await settle();
    expect(store.only).toBe(newer);
  });

  it('and is not taken again, where it could not be taken out', async () => {
    const store = make();
    const bench = new TokenBench({ store });
    const request = bench.request();
    await bench.get(acme, request);
    await settle();
    store.before = (name) => (name.startsWith('delete') ? Promise.reject(new Error('read only')) : undefined);
    await forgetCredentials(request);
    await settle();
    setClock(2 * second);
    await expect(bench.get()).resolves.toBe('token 2');
  });

  it('after it was put in', async () => {
    const store = make();
    let put = (): void => undefined;
    store.before = (name) =>
      name === 'set'
        ? new Promise<void>((resolve) => {
            put = resolve;
          })
        : undefined;
    const bench = new TokenBench({ store });
    const request = bench.request();
    await bench.get(acme, request);
    await settle();
    // Refused before the store has it.
    await forgetCredentials(request);
    const renewed = bench.get();
    await settle();
    expect(store.operations.at(-1)).toBe('set');
    store.before = () => undefined;
    put();
    await expect(renewed).resolves.toBe('token 2');
    await settle();
    expect(store.only).toContain('"token 2"');
  });
});

describe('a token in the store', () => {
  it('that is older than the one at hand is left there', async () => {
    const store = new MemoryStore();
    const bench = new TokenBench({ store });
    await bench.get();
    await settle();
    const older = { version: 1, value: 'older', expiresAt: start + hour - 1, life: hour };
    store.spoil(JSON.stringify(older));
    setClock(hour - 2 * minute);
    await bench.get();
    await settle();
    await expect(bench.get()).resolves.toBe('token 2');
  });

  it('is used for no longer than its life, whatever the clock of its process said', async () => {
    const store = new MemoryStore();
    const [first, other] = pair(store);
    await first.get();
    await settle();
    const ahead = { version: 1, value: 'ahead', expiresAt: start + 24 * hour, life: hour };
    store.spoil(JSON.stringify(ahead));
    await expect(other.get()).resolves.toBe('ahead');
    expect(other.of('token-shared')).toEqual([{ type: 'token-shared', expiresAt: start + hour }]);
  });

  it('is not put in where it serves only once', async () => {
    const store = new LockingStore();
    const bench = new TokenBench({ store });
    bench.answer = () => ({ value: 'once' });
    await bench.get();
    await settle();
    expect(store.operations).toEqual(['get', 'lock', 'get', 'release']);
  });

  it('is there under no name in clear, for as long as it is of use', async () => {
    const store = new LockingStore();
    await new TokenBench({ store }).get();
    await settle();
    expect([...store.entries.keys()]).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)]);
    expect([...store.entries.values()]).toMatchObject([{ end: start + hour }]);
  });
});
