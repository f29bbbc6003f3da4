import { describe, expect, it } from '@jest/globals';
import * as v from 'valibot';
import { optionalToken } from '../options/token.js';
import { headerValueProblem } from './header-value.js';
import { SecretSource } from './secret.js';
import { TokenFunction } from './token-function.js';

const call = (fetch: () => string | null | undefined | Promise<string>): Promise<string> =>
  new TokenFunction(fetch, headerValueProblem).call('example', 'token');

describe('a function for tokens', () => {
  it('answers at once or later', async () => {
    await expect(call(() => 'hunter2')).resolves.toBe('hunter2');
    await expect(call(() => Promise.resolve('hunter2'))).resolves.toBe('hunter2');
  });

  it.each<[string, () => string | null | undefined | Promise<string>]>([
    ['returned nothing', () => null],
    ['returned nothing', () => undefined],
    ['returned a value that contains a line break', () => 'hunter2\n'],
    ['rejected', () => Promise.reject(new Error('no network'))],
  ])('that %s is an error without the token', async (problem, fetch) => {
    const error: unknown = await call(fetch).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'ERR_KEYRING_CREDENTIAL', provider: 'example', option: 'token' });
    expect(String(error)).toContain(`The function given as token ${problem}`);
    expect(String(error)).not.toContain('hunter2');
  });

  it('is told by its parameters from one that is asked for every request', () => {
    const token = optionalToken({ description: 'A token.' });
    expect(v.parse(token, () => 'a')).toBeInstanceOf(TokenFunction);
    expect(v.parse(token, ({ method }: { method: string }) => method)).toBeInstanceOf(SecretSource);
    expect(v.parse(token, 'a')).toBeInstanceOf(SecretSource);
    expect(v.parse(token, undefined)).toBeUndefined();
    expect(v.is(token, 'a\nb')).toBe(false);
    expect(v.is(token, 42)).toBe(false);
  });
});
