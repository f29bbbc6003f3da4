import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { LateError, withinTime } from './within-time.js';

const unhandled: unknown[] = [];
const note = (reason: unknown): void => {
  unhandled.push(reason);
};

beforeEach(() => {
  unhandled.length = 0;
  jest.useFakeTimers();
  process.on('unhandledRejection', note);
});
afterEach(() => {
  process.off('unhandledRejection', note);
  jest.useRealTimers();
});

describe('withinTime', () => {
  it('fails as an operation that throws at once, and leaves no timer behind', async () => {
    const operation = (): Promise<string> => {
      throw new TypeError('not logged in');
    };

    await expect(withinTime(1_000, operation)).rejects.toThrow('not logged in');

    expect(jest.getTimerCount()).toBe(0);
    await jest.advanceTimersByTimeAsync(2_000);
    expect(unhandled).toEqual([]);
  });

  it('takes a value that is no promise', async () => {
    await expect(withinTime(1_000, () => 'at once')).resolves.toBe('at once');
    expect(jest.getTimerCount()).toBe(0);
  });

  it('gives up, and hands over what comes later', async () => {
    const late: string[] = [];
    const slow = (): Promise<string> => new Promise((resolve) => setTimeout(resolve, 3_000, 'late'));
    const waiting = withinTime(1_000, slow, (value) => late.push(value)).catch((error: unknown) => error);

    await jest.advanceTimersByTimeAsync(1_000);
    expect(await waiting).toBeInstanceOf(LateError);
    expect(await waiting).toMatchObject({
      code: 'ETIMEDOUT',
      message: 'There was no answer within 1000 ms.',
    });
    expect(late).toEqual([]);

    await jest.advanceTimersByTimeAsync(2_000);
    expect(late).toEqual(['late']);
    expect(unhandled).toEqual([]);
  });
});
