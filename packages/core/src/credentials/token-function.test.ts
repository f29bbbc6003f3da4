import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { headerValueProblem } from './header-value.js';
import { TokenFunction } from './token-function.js';

afterEach(() => {
  jest.useRealTimers();
});

describe('a function for tokens', () => {
  it('gives what it returns', async () => {
    const fetch = new TokenFunction(() => Promise.resolve('a token'), headerValueProblem);
    await expect(fetch.call('example', 'userToken')).resolves.toBe('a token');
  });

  it('that never answers is not waited for longer than a minute', async () => {
    jest.useFakeTimers();
    const fetch = new TokenFunction(() => new Promise(() => undefined), headerValueProblem);
    const call = expect(fetch.call('example', 'userToken')).rejects.toMatchObject({
      code: 'ERR_KEYRING_CREDENTIAL',
      provider: 'example',
      option: 'userToken',
      cause: expect.objectContaining({ code: 'ETIMEDOUT' }),
    });
    await jest.advanceTimersByTimeAsync(60_000);
    await call;
  });
});
