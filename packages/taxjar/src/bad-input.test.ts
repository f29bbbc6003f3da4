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
    ['a number as the API token', { apiToken: 42 }, 'apiToken', 'has to be a string, or a function'],
    ['null as the API token', { apiToken: null }, 'apiToken', 'has to be a string, or a function'],
    ['an object as the API token', { apiToken: { apiToken } }, 'apiToken', 'has to be a string'],
    ['an empty API token', { apiToken: '' }, 'apiToken', 'is empty'],
    ['a line break in the API token', { apiToken: `${apiToken}\r\nX: y` }, 'apiToken', 'line break'],
    ['a line feed after the API token', { apiToken: `${apiToken}\n` }, 'apiToken', 'line break'],
    ['a NUL in the API token', { apiToken: `${apiToken}\0` }, 'apiToken', 'NUL'],
    ['an API token that is not Latin-1', { apiToken: `${apiToken}€` }, 'apiToken', 'Latin-1'],
    ['a space after the API token', { apiToken: `${apiToken} ` }, 'apiToken', 'white space'],
    ['a space in the API token', { apiToken: `Bearer ${apiToken}` }, 'apiToken', 'white space'],
    ['a quotation mark in the API token', { apiToken: `"${apiToken}"` }, 'apiToken', 'quotation mark'],
    ['an unknown environment', { environment: 'sandbx' }, 'environment', 'Did you mean "sandbox"?'],
    ['an environment of another type', { environment: true }, 'environment', 'production, sandbox'],
    ['an unknown scheme', { scheme: 'Bearer' }, 'scheme', 'Did you mean "bearer"?'],
    ['a version that is no date', { apiVersion: 'v2' }, 'apiVersion', 'a date such as 2022-01-24'],
    ['a version with more after it', { apiVersion: '2022-01-24\n' }, 'apiVersion', 'a date such as'],
    ['a base URL of another type', { baseURL: 1 }, 'baseURL', 'has to be a string'],
  ])('%s', (_, wrong, option, problem) => {
    const error = refusal({ apiToken, ...wrong });

    expect(error).toMatchObject({ code: 'ERR_KEYRING_OPTION', option, provider: 'taxjar' });
    expect(error.message).toContain(problem);
    expect(error.message).toContain(`Set it in taxjar({ ${option} }) or in TAXJAR_`);
    expect(everythingOn(error)).not.toContain(apiToken);
  });

  it.each([
    ['nothing', '', 'has to start with https://'],
    ['plain http', 'http://api.taxjar.com', 'is plain http to another machine'],
    ['a look-alike of loopback', 'http://127.0.0.1.example', 'is plain http'],
    ['a query', 'https://proxy.example/?a=b', 'contains a query or a fragment'],
    ['a password in the URL', `https://me:${apiToken}@proxy.example`, 'contains a user name or password'],
    ['dot segments', 'https://proxy.example/a/../b', 'contains dot segments'],
    ['another protocol', 'ftp://proxy.example', 'has to start with https://'],
  ])('%s as the base URL', (_, baseURL, problem) => {
    const error = refusal({ apiToken, baseURL });

    expect(error).toMatchObject({ code: 'ERR_KEYRING_BASE_URL', option: 'baseURL', provider: 'taxjar' });
    expect(error.message).toContain(`baseURL ${problem}`);
    expect(error.message).toContain('Set it in taxjar({ baseURL }) or in TAXJAR_BASE_URL.');
    expect(everythingOn(error)).not.toContain(apiToken);
  });

  it.each([
    ['apitoken', 'apiToken'],
    ['enviroment', 'environment'],
    ['baseUrl', 'baseURL'],
  ])('the unknown option %s, and names the closest', (written, meant) => {
    const error = refusal({ apiToken, [written]: apiToken });

    expect(error).toMatchObject({ code: 'ERR_KEYRING_OPTION', option: written });
    expect(error.message).toContain(`There is no option "${written}". Did you mean "${meant}"?`);
    expect(everythingOn(error)).not.toContain(apiToken);
  });

  it('the API token itself instead of an object with it', () => {
    const error = refusal(apiToken);

    expect(error).toMatchObject({ code: 'ERR_KEYRING_OPTION' });
    expect(error.message).toContain('The options have to be an object, for example { apiToken: … }.');
    expect(everythingOn(error)).not.toContain(apiToken);
  });

  it('a switch for plain http that is not exactly true', () => {
    const error = refusal({
      apiToken,
      baseURL: 'http://proxy.internal',
      dangerouslyAllowPlainHttp: 'true',
    });

    expect(error).toMatchObject({ code: 'ERR_KEYRING_OPTION', option: 'dangerouslyAllowPlainHttp' });
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
