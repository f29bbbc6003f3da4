import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { inspect } from 'node:util';
import { findText } from '@axios-keyring/testing';
import { forgetCredentials, trustCredentials } from '../used-credentials.js';
import { everythingVisible } from '../../fixtures/everything-visible.js';
import {
  acme,
  errorOf,
  globex,
  hour,
  refusal,
  second,
  setClock,
  settle,
  stopClock,
  TokenBench,
} from '../../fixtures/token-bench.js';
import { isPromise } from '../../platform/values.js';

beforeEach(stopClock);
afterEach(() => {
  jest.useRealTimers();
});

describe('a token source', () => {
  it('fetches no token before it is asked', async () => {
    const bench = new TokenBench();
    await settle();
    expect(bench.minted).toBe(0);
  });

  it('gives the token that it has at once, without a promise', async () => {
    const bench = new TokenBench();
    expect(isPromise(bench.source.get(bench.request(), acme))).toBe(true);
    await bench.get();
    expect(bench.source.get(bench.request(), acme)).toBe('token 1');
    expect(bench.events.map(({ type }) => type)).toEqual(['token-minted', 'token-reused']);
  });

  it('gives one failure to all who wait for it', async () => {
    const bench = new TokenBench();
    const failure = new Error('no token today');
    bench.answer = () => Promise.reject(failure);
    bench.hold();
    const waiting = Promise.allSettled(Array.from({ length: 100 }, () => bench.get()));
    await bench.release();
    const reasons = (await waiting).map((result): unknown => result.status === 'rejected' && result.reason);
    expect(new Set(reasons)).toEqual(new Set([failure]));
    expect(bench.minted).toBe(1);
  });

  it('fails the request, not the caller, where the exchange throws at once', async () => {
    const failure = new Error('thrown');
    const bench = new TokenBench({
      mint: () => {
        throw failure;
      },
    });
    await expect(bench.get()).rejects.toBe(failure);
  });
});

describe('a token that the API refused', () => {
  it('is dropped, and another one fetched', async () => {
    const bench = new TokenBench();
    const request = bench.request();
    await bench.get(acme, request);
    await expect(forgetCredentials(request)).resolves.toBe(true);
    await expect(bench.get()).resolves.toBe('token 2');
    expect(bench.events.map(({ type }) => type)).toEqual(['token-minted', 'token-renewed']);
  });

  it('does not take the token with it that has replaced it', async () => {
    const bench = new TokenBench();
    const [first, slow] = [bench.request(), bench.request()];
    await bench.get(acme, first);
    await bench.get(acme, slow);
    await forgetCredentials(first);
    await expect(bench.get()).resolves.toBe('token 2');
    // A slow request that was sent with the first token learns only now that it was refused.
    await expect(forgetCredentials(slow)).resolves.toBe(true);
    await expect(bench.get(acme, slow)).resolves.toBe('token 2');
  });

  it('is renewed once for all requests that were refused', async () => {
    const bench = new TokenBench();
    const requests = Array.from({ length: 50 }, () => bench.request());
    await Promise.all(requests.map((request) => bench.get(acme, request)));
    const renewed = requests.map(async (request) => {
      await forgetCredentials(request);
      return bench.get(acme, request);
    });
    expect(new Set(await Promise.all(renewed))).toEqual(new Set(['token 2']));
    expect(bench.minted).toBe(2);
  });

  it('is kept for 30 seconds where a new one was refused as well: tokens are not the cause', async () => {
    const bench = new TokenBench();
    const refuse = async (): Promise<boolean> => {
      const request = bench.request();
      await bench.get(acme, request);
      return forgetCredentials(request);
    };
    await expect(refuse()).resolves.toBe(true);
    const again = bench.request();
    await expect(bench.get(acme, again)).resolves.toBe('token 2');
    trustCredentials(again);

    for (let times = 0; times < 9; times += 1) await expect(refuse()).resolves.toBe(false);
    await expect(bench.get()).resolves.toBe('token 2');
    expect(bench.minted).toBe(2);

    setClock(30 * second);
    await expect(refuse()).resolves.toBe(true);
    await expect(bench.get()).resolves.toBe('token 3');
  });

  it('is that of its own identity only', async () => {
    const bench = new TokenBench();
    const request = bench.request();
    await bench.get(acme, request);
    await bench.get(globex);
    await forgetCredentials(request);
    await expect(bench.get(globex)).resolves.toBe('token 2');
    await expect(bench.get(acme)).resolves.toBe('token 3');
  });
});

describe('many identities', () => {
  const tenant = (number: number): typeof acme => ({ ...acme, account: `tenant ${number}` });

  it('are bounded: the one that was not used for longest gives way', async () => {
    const bench = new TokenBench({ maxIdentities: 3 });
    for (const number of [1, 2, 3, 1, 4]) await bench.get(tenant(number));
    expect(bench.minted).toBe(4);
    for (const number of [1, 3, 4]) await bench.get(tenant(number));
    expect(bench.minted).toBe(4);
    await bench.get(tenant(2));
    expect(bench.minted).toBe(5);
  });

  it('that gave way while an exchange is under way wait for that one', async () => {
    const bench = new TokenBench({ maxIdentities: 1 });
    await bench.get(tenant(1));
    setClock(hour);
    bench.hold();
    const waiting = [bench.get(tenant(1))];
    // Others push the entry out.
    waiting.push(bench.get(tenant(2)), bench.get(tenant(3)), bench.get(tenant(1)));
    await bench.release();
    await expect(Promise.all(waiting)).resolves.toEqual(['token 2', 'token 3', 'token 4', 'token 2']);
  });
});

describe('what a log could show', () => {
  it('of a token source, its errors and its events, is neither a token nor a secret', async () => {
    const bench = new TokenBench();
    const secret = 's3cret-acme';
    bench.answer = (count) => {
      if (count === 2) throw refusal();
      return { value: 'visible-token', expiresIn: hour };
    };
    await bench.get();
    const error = await errorOf(bench.get(globex));

    const shown = [
      inspect(bench.source, { depth: Infinity, showHidden: true, getters: true }),
      JSON.stringify(bench.source),
      everythingVisible(error),
      JSON.stringify(bench.events),
    ].join('\n');
    for (const text of ['visible-token', secret, 's3cret-globex', 'globex', 'acme']) {
      expect(shown).not.toContain(text);
      expect(findText([bench.source, error, bench.events], text)).toEqual([]);
    }
  });
});
