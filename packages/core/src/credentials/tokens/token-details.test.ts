import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { LockingStore } from '../../fixtures/memory-store.js';
import { acme, hour, settle, start, stopClock, TokenBench } from '../../fixtures/token-bench.js';

beforeEach(stopClock);
afterEach(() => {
  jest.useRealTimers();
});

const details = { instance_url: 'https://acme.my.salesforce.com', scope: 'api', jkt: 'thumbprint' };

function benchOf(options: ConstructorParameters<typeof TokenBench>[0] = {}): TokenBench {
  const bench = new TokenBench(options);
  bench.answer = () => ({ value: 'value', expiresIn: hour, details });
  return bench;
}

describe('what an answer says beside its token', () => {
  it('is handed to whoever is authorized with it, at once and later', async () => {
    const bench = benchOf();

    const served = await bench.token();

    expect(served).toMatchObject({ value: 'value', details, mintedAt: start, expiresAt: start + hour });
    expect(bench.source.tokenFor(bench.request(), acme)).toBe(served);
  });

  it('is nothing where it says nothing', async () => {
    const bench = new TokenBench();

    expect(await bench.token()).toMatchObject({
      value: 'token 1',
      details: {},
    });
  });

  it('comes with the token from the store', async () => {
    const store = new LockingStore();
    await benchOf({ store }).get();
    await settle();
    const other = new TokenBench({ store });

    const served = await other.token();

    expect(served).toMatchObject({ value: 'value', details, mintedAt: start });
    expect(other.minted).toBe(0);
  });

  it.each([['a text'], [[1]], [{ scope: 1 }], [{ scope: { a: 'b' } }], [{ scope: null }]])(
    'is not taken from the store as %j: the token is minted anew',
    async (stored) => {
      const store = new LockingStore();
      await benchOf({ store }).get();
      await settle();
      store.spoil(String(store.only).replace(JSON.stringify(details), JSON.stringify(stored)));
      const other = new TokenBench({ store, name: 'own' });

      await expect(other.get()).resolves.toBe('own 1');
      expect(other.events[0]).toEqual({ type: 'store-failed', code: 'UNREADABLE' });
    },
  );

  it('is in no event', async () => {
    const bench = benchOf();
    await bench.get();
    await bench.get();

    expect(bench.events).toHaveLength(2);
    expect(JSON.stringify(bench.events)).not.toContain('salesforce');
  });

  it('can be changed by nobody who has it', async () => {
    const bench = benchOf();
    const served = await bench.token();

    expect(() => Object.assign(served, { value: 'another' })).toThrow(TypeError);
    expect(() => Object.assign(served.details, { scope: 'all' })).toThrow(TypeError);
  });
});
