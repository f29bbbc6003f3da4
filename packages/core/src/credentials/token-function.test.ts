import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { headerValueProblem } from './header-value.js';
import { tokenFunction } from './token-function.js';

afterEach(() => {
  jest.useRealTimers();
});

const owner = { provider: 'example', option: 'userToken', check: headerValueProblem };

describe('a function for tokens', () => {
  it('gives what it returns', async () => {
    const { fetch } = tokenFunction(() => Promise.resolve('a token'), owner);
    await expect(fetch()).resolves.toBe('a token');
  });

  it('that never answers is not waited for longer than a minute', async () => {
    jest.useFakeTimers();
    const { fetch } = tokenFunction(() => new Promise(() => undefined), owner);
    const call = expect(fetch()).rejects.toMatchObject({
      code: 'ERR_KEYRING_CREDENTIAL',
      provider: 'example',
      option: 'userToken',
      cause: expect.objectContaining({ code: 'ETIMEDOUT' }),
    });
    await jest.advanceTimersByTimeAsync(60_000);
    await call;
  });
});
