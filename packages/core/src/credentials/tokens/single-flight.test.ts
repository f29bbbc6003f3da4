import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { LockingStore, MemoryStore } from '../../fixtures/memory-store.js';
import { hour, minute, second, settle, stopClock } from '../../fixtures/token-bench.js';
import { type Action, TokenWorld } from '../../fixtures/token-world.js';
import { type TokenStore } from '../../contract/token-store.js';

const unhandled: unknown[] = [];
const note = (reason: unknown): void => {
  unhandled.push(reason);
};

beforeEach(() => {
  stopClock();
  process.on('unhandledRejection', note);
});
afterEach(() => {
  process.off('unhandledRejection', note);
  jest.useRealTimers();
});

const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ type: fc.constant('get' as const), process: fc.nat(2), tenant: fc.nat(3) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('finish' as const),
      exchange: fc.nat(5),
      outcome: fc.constantFrom(
        minute,
        10 * minute,
        hour,
        'refused' as const,
        'trouble' as const,
        'broken' as const,
      ),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ type: fc.constant('refuse' as const), request: fc.nat(20) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('advance' as const),
      milliseconds: fc.constantFrom(
        1,
        30,
        100,
        second,
        16 * second,
        30 * second,
        55 * second,
        5 * minute,
        hour,
      ),
    }),
  },
);

/** Whatever a store may do, drawn from a list that a run repeats. */
function troubled(store: MemoryStore, troubles: readonly string[]): MemoryStore {
  let count = 0;
  store.before = () => {
    const trouble = troubles[count % troubles.length];
    count += 1;
    if (trouble === 'rejects') return Promise.reject(new Error('down'));
    if (trouble === 'throws') throw new Error('down');
    if (trouble === 'hangs') return new Promise(() => undefined);
    if (trouble === 'late') return new Promise((resolve) => setTimeout(resolve, 1_500));
    if (trouble === 'spoils') store.spoil('?');
    return undefined;
  };
  return store;
}

async function expectNoViolation(
  actions: readonly Action[],
  options: { readonly processes: number; readonly store?: TokenStore; readonly isExact: boolean },
): Promise<void> {
  unhandled.length = 0;
  const world = new TokenWorld(options);
  await world.run(actions);
  await settle();
  expect(world.violations).toEqual([]);
  expect(unhandled).toEqual([]);
}

const actions = fc.array(action, { maxLength: 50, size: 'max' });
const runs = { numRuns: 150 };

describe('whatever requests, refusals, failures and expiries come in whatever order: one exchange at once for a key, no token of another key, none that has expired', () => {
  it('in one process', async () => {
    await fc.assert(
      fc.asyncProperty(actions, (all) => expectNoViolation(all, { processes: 1, isExact: true })),
      runs,
    );
  });

  it('in three processes with a store that works', async () => {
    await fc.assert(
      fc.asyncProperty(actions, (all) =>
        expectNoViolation(all, { processes: 3, store: new LockingStore(), isExact: true }),
      ),
      runs,
    );
  });

  const troubles = fc.array(fc.constantFrom('none', 'none', 'rejects', 'throws', 'hangs', 'late', 'spoils'), {
    minLength: 1,
    maxLength: 12,
  });

  it('in three processes with a store that fails now and then', async () => {
    await fc.assert(
      fc.asyncProperty(actions, troubles, fc.boolean(), (all, list, locks) =>
        expectNoViolation(all, {
          processes: 3,
          store: troubled(locks ? new LockingStore() : new MemoryStore(), list),
          isExact: false,
        }),
      ),
      runs,
    );
  });
});
