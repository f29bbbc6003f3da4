import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { isKeyringError, type KeyringError } from '@axios-keyring/core';
import { avanan } from './index.js';

const applicationId = 'myapp29';
const secretKey = 'a-secret-key-that-nobody-may-see';

beforeEach(() => {
  jest.replaceProperty(process, 'env', {});
});

afterEach(() => {
  jest.restoreAllMocks();
});

// The options are built by code that TypeScript did not see: from JSON, from JavaScript.
function refusal(options: unknown): KeyringError {
  try {
    Reflect.apply(avanan, undefined, [options]);
  } catch (error) {
    if (isKeyringError(error)) return error;
    throw error;
  }
  throw new Error('The options were accepted.');
}

function everythingOn(error: KeyringError): string {
  return [error.message, error.stack, JSON.stringify(error), inspect(error, { depth: Infinity })].join('\n');
}

describe('avanan refuses', () => {
  it.each([
    ['an empty application', { applicationId: '' }, 'is empty'],
    ['an application with a line break', { applicationId: `${applicationId}\r\nX: y` }, 'line break'],
    ['an application with a NUL', { applicationId: `${applicationId}\0` }, 'NUL'],
    ['an application that is not Latin-1', { applicationId: 'mŷapp' }, 'Latin-1'],
    ['an application with a space after it', { applicationId: 'myapp29 ' }, 'white space'],
    [
      'a Buffer as the secret key',
      { secretKey: Buffer.from(secretKey) },
      'has to be a string, or a function',
    ],
    ['an unknown region', { region: 'use' }, 'Did you mean "us"?'],
    ['a region in capitals', { region: 'EU' }, 'Did you mean "eu"?'],
    ['a region that is far off', { region: 'antarctica' }, 'one of us, eu, ca, au, uk, in, uae'],
    ['an unknown date format', { dateFormat: 'utcz' }, 'Did you mean "utc'],
    ['a base URL of another type', { baseURL: new URL('https://proxy.example') }, 'has to be a string'],
  ])('%s', (_, wrong, problem) => {
    const error = refusal({ applicationId, secretKey, ...wrong });
    const [option = ''] = Object.keys(wrong);

    expect(error).toMatchObject({ code: 'ERR_KEYRING_OPTION', option, provider: 'avanan' });
    expect(error.message).toContain(problem);
    expect(error.message).toContain(`Set it in avanan({ ${option} }) or in AVANAN_`);
    expect(everythingOn(error)).not.toContain(secretKey);
  });

  it.each([
    ['a password in the URL', `https://me:${secretKey}@proxy.example`, 'contains a user name or password'],
    ['a path before the version', 'https://proxy.example/avanan/v1.0', 'has a path, but the signature'],
    ['a path instead of the version', 'https://proxy.example/avanan', 'has a path, but the signature'],
    ['another version', 'https://proxy.example/v2.0', 'has a path, but the signature'],
  ])('%s as the base URL', (_, baseURL, problem) => {
    const error = refusal({ applicationId, secretKey, baseURL });

    expect(error).toMatchObject({ code: 'ERR_KEYRING_BASE_URL', option: 'baseURL' });
    expect(error.message).toContain(`baseURL ${problem}`);
    expect(error.message).toContain('Set it in avanan({ baseURL }) or in AVANAN_BASE_URL.');
    expect(everythingOn(error)).not.toContain(secretKey);
  });

  it('to work without a key, and names all that is missing at once', () => {
    const error = refusal({});

    expect(error).toMatchObject({ code: 'ERR_KEYRING_MISSING_OPTION', option: 'applicationId' });
    expect(error.message).toContain('AVANAN_APPLICATION_ID');
    expect(error.message).toContain('AVANAN_SECRET_KEY');
  });

  it('what is wrong in the environment, naming the variable', () => {
    jest.replaceProperty(process, 'env', {
      AVANAN_APPLICATION_ID: applicationId,
      AVANAN_SECRET_KEY: `${secretKey}\n`,
      AVANAN_REGION: 'eu-west',
    });

    const error = refusal({});

    expect(error.code).toBe('ERR_KEYRING_OPTION');
    expect(error.message).toContain('AVANAN_SECRET_KEY');
    expect(error.message).toContain('AVANAN_REGION');
    expect(everythingOn(error)).not.toContain(secretKey);
  });
});

it.each(['https://proxy.example', 'https://proxy.example/', 'https://proxy.example/v1.0/'])(
  'the base URL %s serves, because it leaves the signed path as it is',
  (baseURL) => {
    expect(avanan({ applicationId, secretKey, baseURL }).baseURLs).toEqual([baseURL.replace(/\/$/, '')]);
  },
);
