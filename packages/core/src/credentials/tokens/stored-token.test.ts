import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { LockingStore } from '../../fixtures/memory-store.js';
import {
  acme,
  errorOf,
  hour,
  refusal,
  settle,
  start,
  stopClock,
  TokenBench,
} from '../../fixtures/token-bench.js';

beforeEach(stopClock);
afterEach(() => {
  jest.useRealTimers();
});

const good = { version: 1, value: 'stored', expiresAt: start + hour, life: hour };
const refused = { version: 1, provider: 'bench', refusal: 'No.', retryAt: start + 30_000, refusals: 1 };

/** What a process makes of what it finds in the store. */
async function find(stored: unknown): Promise<{ token: string; bench: TokenBench; store: LockingStore }> {
  const store = new LockingStore();
  await new TokenBench({ store }).get();
  await settle();
  store.spoil(stored);
  const bench = new TokenBench({ store, name: 'own' });
  return { token: await bench.get(acme), bench, store };
}

describe('what a store holds', () => {
  it('is a token where everything is right', async () => {
    await expect(find(JSON.stringify(good))).resolves.toMatchObject({ token: 'stored' });
  });

  it.each<[string, unknown]>([
    ['a number', 7],
    ['an object', good],
    ['bytes', new TextEncoder().encode(JSON.stringify(good))],
    ['true', true],
    ['an empty text', ''],
    ['no JSON', '{"version":1,'],
    ['another JSON', '[]'],
    ['null', 'null'],
    ['a token without version', JSON.stringify({ ...good, version: undefined })],
    ['a token of another version', JSON.stringify({ ...good, version: 2 })],
    ['a token that is no text', JSON.stringify({ ...good, value: 7 })],
    ['an empty token', JSON.stringify({ ...good, value: '' })],
    ['a token with a line break', JSON.stringify({ ...good, value: 'a\r\nx-admin: yes' })],
    ['a token with NUL', JSON.stringify({ ...good, value: 'a\0b' })],
    ['a token that no header can carry', JSON.stringify({ ...good, value: 'тест' })],
    ['a token without an end', JSON.stringify({ ...good, expiresAt: undefined })],
    ['a token with an end that is a text', JSON.stringify({ ...good, expiresAt: 'soon' })],
    ['a token without a life', JSON.stringify({ ...good, life: undefined })],
    ['a token with an endless end', JSON.stringify(good).replace(/"expiresAt":\d+/, '"expiresAt":1e999')],
    ['a refusal without an end', JSON.stringify({ ...refused, retryAt: undefined })],
    ['a refusal that is no text', JSON.stringify({ ...refused, refusal: { a: 1 } })],
    ['a prototype', '{"__proto__":{"version":1,"value":"stored","expiresAt":9e15,"life":9e15}}'],
  ])('is replaced where it is %s, and an event says so', async (_, stored) => {
    const { token, bench, store } = await find(stored);
    expect(token).toBe('own 1');
    expect(bench.events[0]).toEqual({ type: 'store-failed', code: 'UNREADABLE' });
    await settle();
    expect(store.only).toContain('"own 1"');
  });

  it.each<[string, unknown]>([
    ['an expired token', JSON.stringify({ ...good, expiresAt: start - 1 })],
    ['a token that is about to expire', JSON.stringify({ ...good, expiresAt: start + 60_000 })],
    ['a refusal that is over', JSON.stringify({ ...refused, retryAt: start })],
    ['a refusal for ever', JSON.stringify({ ...refused, retryAt: start + 24 * hour })],
    ['nothing', undefined],
    ['null', null],
  ])('is replaced where it is %s, without an event', async (_, stored) => {
    const { token, bench, store } = await find(stored);
    expect(token).toBe('own 1');
    expect(bench.of('store-failed')).toEqual([]);
    await settle();
    expect(store.only).toContain('"own 1"');
  });

  it('may be anything', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.anything(), fc.json(), fc.string()), async (stored) => {
        await expect(find(stored)).resolves.toMatchObject({ token: 'own 1' });
      }),
      { numRuns: 100 },
    );
  });

  it.each([
    ['a refusal that is over', JSON.stringify({ ...refused, retryAt: start })],
    ['an expired token', JSON.stringify({ ...good, expiresAt: start - 1 })],
  ])('is replaced by a refusal where it is %s', async (_, stored) => {
    const store = new LockingStore();
    await new TokenBench({ store }).get();
    await settle();
    store.spoil(stored);
    const bench = new TokenBench({ store });
    bench.answer = () => Promise.reject(refusal(401));
    await expect(bench.get()).rejects.toThrow('401');
    await settle();

    const error = await errorOf(new TokenBench({ store }).get());
    expect(error.message).toContain('Another process that shares the token store was told:');
  });

  it('says of a refusal neither the secret nor the account', async () => {
    const store = new LockingStore();
    const bench = new TokenBench({ store });
    bench.answer = () => Promise.reject(refusal(401));
    await expect(bench.get()).rejects.toThrow('401');
    await settle();
    expect(store.only).toContain('answered 401');
    expect(store.only).not.toContain('acme');
  });
});
