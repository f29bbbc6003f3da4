import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { isKeyringError, type KeyringError } from '@axios-keyring/core';
import { taxjar } from './index.js';

const apiToken = 'a-token-that-nobody-may-see';

beforeEach(() => {
  jest.replaceProperty(process, 'env', {});
});

afterEach(() => {
  jest.restoreAllMocks();
});

// The options are built by code that TypeScript did not see: from JSON, from JavaScript.
function refusal(options: unknown): KeyringError {
  try {
    Reflect.apply(taxjar, undefined, [options]);
  } catch (error) {
    if (isKeyringError(error)) return error;
    throw error;
  }
  throw new Error('The options were accepted.');
}

function everythingOn(error: KeyringError): string {
  return [error.message, error.stack, JSON.stringify(error), inspect(error, { depth: Infinity })].join('\n');
}

describe('taxjar refuses', () => {
  it.each([
    ['an API token that is not Latin-1', { apiToken: `${apiToken}€` }, 'apiToken', 'Latin-1'],
    ['a space after the API token', { apiToken: `${apiToken} ` }, 'apiToken', 'white space'],
    ['a space in the API token', { apiToken: `Bearer ${apiToken}` }, 'apiToken', 'white space'],
    ['a quotation mark in the API token', { apiToken: `"${apiToken}"` }, 'apiToken', 'quotation mark'],
    ['an unknown environment', { environment: 'sandbx' }, 'environment', 'Did you mean "sandbox"?'],
    ['an unknown scheme', { scheme: 'Bearer' }, 'scheme', 'Did you mean "bearer"?'],
    ['a version that is no date', { apiVersion: 'v2' }, 'apiVersion', 'a date such as 2022-01-24'],
    ['a version with more after it', { apiVersion: '2022-01-24\n' }, 'apiVersion', 'a date such as'],
  ])('%s', (_, wrong, option, problem) => {
    const error = refusal({ apiToken, ...wrong });

    expect(error).toMatchObject({ code: 'ERR_KEYRING_OPTION', option, provider: 'taxjar' });
    expect(error.message).toContain(problem);
    expect(error.message).toContain(`Set it in taxjar({ ${option} }) or in TAXJAR_`);
    expect(everythingOn(error)).not.toContain(apiToken);
  });

  it('what is wrong in the environment, naming the variable', () => {
    jest.replaceProperty(process, 'env', {
      TAXJAR_API_TOKEN: `${apiToken}\n`,
      TAXJAR_ENVIRONMENT: 'Sandbox',
      TAXJAR_BASE_URL: 'http://proxy.internal',
    });

    const error = refusal({});

    expect(error).toMatchObject({ code: 'ERR_KEYRING_OPTION', option: 'apiToken' });
    expect(error.message).toContain('TAXJAR_API_TOKEN');
    expect(error.message).toContain('Did you mean "sandbox"? Set it in taxjar({ environment })');
    expect(everythingOn(error)).not.toContain(apiToken);
  });
});

it('plain http to another machine is possible, with a switch that says so', () => {
  const options = { apiToken, baseURL: 'http://proxy.internal/taxjar/', dangerouslyAllowPlainHttp: true };

  expect(taxjar(options).baseURLs).toEqual(['http://proxy.internal/taxjar']);
});
