import { inspect } from 'node:util';
import axios, { AxiosError } from 'axios';
import { describe, expect, it, jest } from '@jest/globals';
import { errorCodes, isKeyringError, KeyringError, packageName } from './errors.js';

describe('an error of this project', () => {
  const cause = new Error('underneath');
  const error = new KeyringError({
    code: 'ERR_KEYRING_OPTION',
    provider: 'taxjar',
    option: 'apiToken',
    message: 'apiToken is empty.',
    cause,
  });

  it('is an axios error, so that code which handles those needs no second branch', () => {
    expect(axios.isAxiosError(error)).toBe(true);
    expect(error).toBeInstanceOf(AxiosError);
    expect(error).toBeInstanceOf(Error);
    const { message, code } = error;
    expect(Object.entries(error)).toEqual(expect.arrayContaining([['message', message]]));
    expect(error.toJSON()).toMatchObject({ name: 'KeyringError', message, code });
  });

  it('says which package it comes from, and carries what a program asks for', () => {
    expect(error).toMatchObject({
      name: 'KeyringError',
      message: '[@axios-keyring/taxjar] apiToken is empty.',
      code: 'ERR_KEYRING_OPTION',
      provider: 'taxjar',
      option: 'apiToken',
      cause,
    });
    expect(error.stack).toContain('apiToken is empty.');
  });

  it('keeps its cause out of what loggers walk', () => {
    expect(Object.keys(error)).not.toContain('cause');
    expect(JSON.stringify(error)).not.toContain('underneath');
    expect(inspect(error)).toContain('underneath');
  });

  it('needs neither a provider nor a cause', () => {
    const bare = new KeyringError({ code: 'ERR_KEYRING_UNMATCHED', message: 'No route.' });
    expect(bare.message).toBe('[axios-keyring] No route.');
    expect([bare.provider, bare.option, bare.cause]).toEqual([undefined, undefined, undefined]);
  });

  it('is recognised, also when another copy of the package made it', async () => {
    expect(isKeyringError(error)).toBe(true);
    await jest.isolateModulesAsync(async () => {
      const copy = await import('./errors.js');
      const other = new copy.KeyringError({ code: 'ERR_KEYRING_OPTION', message: 'Other.' });
      expect(other).not.toBeInstanceOf(KeyringError);
      expect(isKeyringError(other)).toBe(true);
      expect(copy.isKeyringError(error)).toBe(true);
    });
  });

  it.each([
    new Error('other'),
    new AxiosError('other'),
    undefined,
    null,
    'error',
    { code: 'ERR_KEYRING_OPTION' },
  ])('is not %p', (value) => {
    expect(isKeyringError(value)).toBe(false);
  });
});

it('every code is explained in a sentence', () => {
  for (const [code, meaning] of Object.entries(errorCodes)) {
    expect(code).toMatch(/^ERR_KEYRING_[A-Z_]+$/);
    expect(meaning).toMatch(/^[A-Z].*\.$/);
  }
});

it('a provider’s package has its name, unless it is a whole package name itself', () => {
  expect(packageName('taxjar')).toBe('@axios-keyring/taxjar');
  expect(packageName('@acme/keyring-billing')).toBe('@acme/keyring-billing');
  expect(packageName(undefined)).toBe('axios-keyring');
});
