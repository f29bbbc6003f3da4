import { type KeyringEvent } from '../../contract/event.js';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Clock } from '../clock.js';
import { acme, refusal, requestOf } from '../../fixtures/token-bench.js';
import { type WireRequest } from '../../contract/wire-request.js';
import { longestLife } from './token.js';
import { TokenSource } from './token-source.js';
import { type TokenStore } from '../../contract/token-store.js';

const hour = 3_600_000;
const day = 24 * hour;

// What servers wrote, and what no calculation should meet.
const number = fc.oneof(
  fc.constantFrom(
    ...[NaN, Infinity, -Infinity, 0, -0, -1, 1e-300, 0.5, 3600, 2 ** 31, 2 ** 53, 8.64e15 + 1, 1e300],
  ),
  fc.double(),
  fc.integer().map((offset) => Date.now() + offset),
);
const date = fc.oneof(
  fc.constantFrom(
    '',
    'soon',
    '0',
    '-1',
    '1e999',
    'Sat, 13 Sep 275760 00:00:00 GMT',
    'Thu, 01 Jan 1970 00:00:00 GMT',
  ),
  fc.constantFrom('Fri, 31 Dec 9999 23:59:59 GMT', '9'.repeat(400), 'Sun, no date at all GMT'),
  fc.date({ noInvalidDate: true }).map((any) => any.toUTCString()),
);
const exp = fc.oneof(
  fc.constantFrom('1e999', '-1', '0', 'null', '"soon"', '{}', '9'.repeat(400)),
  number.map(String),
);

function webToken(claim: string): string {
  return `h.${Buffer.from(`{"exp":${claim}}`).toString('base64url')}.s`;
}

/** A store that always answers the same, and notes for how long it is to keep things. */
function storeOf(text?: string, lives: number[] = []): TokenStore {
  return {
    get: () => Promise.resolve(text),
    set: (_key, _value, life) => Promise.resolve(lives.push(life)),
    delete: () => Promise.resolve(),
  };
}

async function outcomeOf(source: TokenSource, request: WireRequest): Promise<unknown> {
  try {
    return await source.get(request, acme);
  } catch (error) {
    return error;
  }
}

/** When it is, as every user of the library may write it. */
function expectDate(time: number | undefined): void {
  expect(() => new Date(time ?? 0).toISOString()).not.toThrow();
}

describe('whatever numbers a server writes', () => {
  it('a token serves, for a year at most', async () => {
    const numbers = fc.record({
      expiresIn: fc.option(number, { nil: undefined }),
      expiresAt: fc.option(number, { nil: undefined }),
      serverTime: fc.option(number, { nil: undefined }),
    });
    await fc.assert(
      fc.asyncProperty(numbers, exp, number, async (minted, claim, documentedLife) => {
        const events: Partial<KeyringEvent>[] = [];
        const lives: number[] = [];
        const store = storeOf(undefined, lives);
        const value = webToken(claim);
        const mint = () => Promise.resolve({ ...minted, value });
        const source = new TokenSource({ provider: 'hostile', mint, documentedLife, store });

        expect(await source.get(requestOf(events), acme)).toBe(value);
        expect(await source.get(requestOf(events), acme)).toBe(value);
        const latest = Date.now() + longestLife;
        for (const { expiresAt } of events) {
          expectDate(expiresAt);
          if (expiresAt !== undefined) expect(expiresAt).toBeLessThanOrEqual(latest);
        }
        for (const life of lives) expect(life > 0 && life <= longestLife).toBe(true);
      }),
    );
  });

  it('a failed exchange is tried again within an hour and a bit', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(401, 429, 503), date, date, async (status, retryAfter, served) => {
        const error = refusal(status, { 'retry-after': retryAfter, date: served });
        const mint = () => Promise.reject(error);
        const source = new TokenSource({ provider: 'hostile', mint, store: storeOf() });
        for (const request of [requestOf(), requestOf()]) {
          const reason: unknown = await outcomeOf(source, request);
          const retryAt: unknown = Reflect.get(Object(reason), 'retryAt');
          if (retryAt === undefined) continue;
          expectDate(Number(retryAt));
          expect(Number(retryAt)).toBeLessThan(Date.now() + 1.25 * hour);
        }
      }),
    );
  });

  it('the time to sign with stays one that a date can hold', () => {
    fc.assert(
      fc.property(date, date, (first, second) => {
        const clock = new Clock();
        clock.correct(first, 0);
        clock.correct(second, clock.offset);
        expectDate(clock.now());
        expect(Math.abs(clock.offset)).toBeLessThan(3_654 * day);
      }),
    );
  });

  it('what a store holds is a token, a refusal or nothing', async () => {
    await fc.assert(
      fc.asyncProperty(number, number, number, async (expiresAt, life, retryAt) => {
        const stored = [
          { version: 1, value: 'stored', expiresAt, life },
          { version: 1, provider: 'hostile', refusal: 'no', retryAt, refusals: life },
        ];
        for (const text of stored.map((entry) => JSON.stringify(entry))) {
          const store = storeOf(text);
          const mint = () => Promise.resolve({ value: 'minted', expiresIn: hour });
          const events: Partial<KeyringEvent>[] = [];
          const source = new TokenSource({ provider: 'hostile', mint, store });
          const given: unknown = await outcomeOf(source, requestOf(events));
          const until: unknown = Reflect.get(Object(given), 'retryAt');
          if (until === undefined) expect(['stored', 'minted']).toContain(given);
          else expect(Number(until)).toBeLessThanOrEqual(Date.now() + 1.25 * hour);
          for (const event of events) expectDate(event.expiresAt);
        }
      }),
    );
  });
});
