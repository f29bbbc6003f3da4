import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { isKeyringError, type KeyringError } from '@axios-keyring/core';
import { azureCommunication } from './index.js';

const endpoint = 'https://contoso.communication.azure.com';
const accessKey = Buffer.from('a key that nobody may see').toString('base64');
const userToken = 'a-user.token-that-nobody.may-see';
const connectionString = `endpoint=${endpoint};accesskey=${accessKey}`;

beforeEach(() => {
  jest.replaceProperty(process, 'env', {});
});

afterEach(() => {
  jest.restoreAllMocks();
});

// The options are built by code that TypeScript did not see: from JSON, from JavaScript.
function construct(options: unknown): KeyringError | undefined {
  try {
    Reflect.apply(azureCommunication, undefined, [options]);
  } catch (error) {
    if (isKeyringError(error)) return error;
    throw error;
  }
  return undefined;
}

function refusal(options: unknown): KeyringError {
  const error = construct(options);
  if (error) return error;
  throw new Error('The options were accepted.');
}

function everythingOn(error: KeyringError): string {
  return [error.message, error.stack, JSON.stringify(error), inspect(error, { depth: Infinity })].join('\n');
}

describe('azureCommunication refuses', () => {
  it.each([
    ['bytes as the access key', { endpoint, accessKey: Buffer.of(1) }, 'accessKey', 'has to be a string'],
    ['an access key that was cut', { endpoint, accessKey: `${accessKey}A` }, 'accessKey', 'is not base64'],
    ['an access key with spaces', { endpoint, accessKey: ` ${accessKey}` }, 'accessKey', 'is not base64'],
    ['an access key in base64url', { endpoint, accessKey: 'ab-_' }, 'accessKey', 'is not base64'],
    ['a user token that is not Latin-1', { endpoint, userToken: `${userToken}€` }, 'userToken', 'Latin-1'],
    ['an endpoint with a NUL', { endpoint: `${endpoint}\0`, accessKey }, 'endpoint', 'NUL'],
    ['an endpoint with a line break', { endpoint: `${endpoint}\n`, accessKey }, 'endpoint', 'line break'],
    ['an unknown date', { endpoint, accessKey, date: 'x-ms-dat' }, 'date', 'Did you mean "x-ms-date"?'],
    [
      'a time as the date',
      { endpoint, accessKey, date: new Date(0) },
      'date',
      'has to be one of x-ms-date, date',
    ],
    [
      'a string without a key',
      { connectionString: `endpoint=${endpoint}` },
      'connectionString',
      'no accesskey',
    ],
    [
      'a string with a cut key',
      { connectionString: `${connectionString}A` },
      'connectionString',
      'not base64',
    ],
    ['an empty string', { connectionString: '' }, 'connectionString', 'has no endpoint=…'],
  ])('%s', (_, wrong, option, problem) => {
    const error = refusal(wrong);

    expect(error).toMatchObject({ code: 'ERR_KEYRING_OPTION', option, provider: 'azure-communication' });
    expect(error.message).toContain(problem);
    expect(error.message).toContain(
      `Set it in azureCommunication({ ${option} }) or in COMMUNICATION_SERVICES_`,
    );
    expect(everythingOn(error)).not.toContain(accessKey);
    expect(everythingOn(error)).not.toContain(userToken);
  });

  const wrongEndpoints: [string, string, string][] = [
    ['no protocol', 'contoso.communication.azure.com', 'has to start with https://'],
    ['plain http', 'http://contoso.communication.azure.com', 'is plain http to another machine'],
    [
      'a path',
      'https://contoso.communication.azure.com/chat',
      'has a path, but the signature covers the path',
    ],
    ['a query', 'https://contoso.communication.azure.com?api-version=1', 'contains a query or a fragment'],
    ['a password', `https://me:${userToken}@contoso.example`, 'contains a user name or password'],
    ['a backslash', 'https://contoso.example\\chat', 'contains white space or a backslash'],
    ['no host', 'https://', 'is not a URL'],
  ];

  it.each(wrongEndpoints)('an endpoint with %s', (_, wrong, problem) => {
    const error = refusal({ endpoint: wrong, accessKey });

    expect(error).toMatchObject({ code: 'ERR_KEYRING_BASE_URL', option: 'endpoint' });
    expect(error.message).toContain(`endpoint ${problem}`);
    expect(error.message).toContain('COMMUNICATION_SERVICES_ENDPOINT');
    expect(everythingOn(error)).not.toContain(accessKey);
    expect(everythingOn(error)).not.toContain(userToken);
  });

  it.each(wrongEndpoints)('a connection string whose endpoint has %s', (_, wrong, problem) => {
    const error = refusal({ connectionString: `endpoint=${wrong};accesskey=${accessKey}` });

    expect(error).toMatchObject({ code: 'ERR_KEYRING_BASE_URL', option: 'connectionString' });
    expect(error.message).toContain(`connectionString ${problem}`);
    expect(error.message).toContain('COMMUNICATION_SERVICES_CONNECTION_STRING');
    expect(everythingOn(error)).not.toContain(accessKey);
    expect(everythingOn(error)).not.toContain(userToken);
  });

  it.each([
    ['a connection string and an endpoint', { connectionString, endpoint }],
    ['a connection string and an access key', { connectionString, accessKey }],
    ['a connection string and a user token', { connectionString, userToken }],
    ['an access key and a user token', { endpoint, accessKey, userToken }],
    ['everything', { connectionString, endpoint, accessKey, userToken }],
  ])('%s together', (_, options) => {
    const error = refusal(options);

    expect(error.code).toBe('ERR_KEYRING_OPTION');
    expect(error.message).toContain('do not go together. Give connectionString');
    expect(everythingOn(error)).not.toContain(accessKey);
    expect(everythingOn(error)).not.toContain(userToken);
  });

  it.each([
    ['nothing', {}, ['CONNECTION_STRING', 'ENDPOINT', 'ACCESS_KEY', 'USER_TOKEN']],
    ['only an endpoint', { endpoint }, ['ACCESS_KEY', 'USER_TOKEN']],
    ['only an access key', { accessKey }, ['ENDPOINT']],
    ['only a user token', { userToken }, ['ENDPOINT']],
    ['undefined', { connectionString: undefined }, ['CONNECTION_STRING']],
  ])('%s, and names the variables that could complete it', (_, options, variables) => {
    const error = refusal(options);

    expect(error.code).toBe('ERR_KEYRING_MISSING_OPTION');
    for (const variable of variables) expect(error.message).toContain(`COMMUNICATION_SERVICES_${variable}`);
    expect(everythingOn(error)).not.toContain(accessKey);
    expect(everythingOn(error)).not.toContain(userToken);
  });

  it('what is wrong in the environment, naming the variable', () => {
    jest.replaceProperty(process, 'env', {
      COMMUNICATION_SERVICES_CONNECTION_STRING: `endpoint=${endpoint};key=${accessKey}`,
    });

    const error = refusal({});

    expect(error).toMatchObject({ code: 'ERR_KEYRING_OPTION', option: 'connectionString' });
    expect(error.message).toContain('has no accesskey=…');
    expect(error.message).toContain('COMMUNICATION_SERVICES_CONNECTION_STRING');
    expect(everythingOn(error)).not.toContain(accessKey);
  });
});

it('no error ever repeats a connection string, however it is mangled', () => {
  const pieces = fc.array(
    fc.oneof(
      fc.constantFrom('endpoint=', 'accesskey=', 'EndPoint =', ';', ';;', '=', ' ', '\n', '"', '?', '@'),
      fc.constantFrom(endpoint, `${endpoint}/chat`, `http://contoso.example`, accessKey, `${accessKey}!`),
    ),
    { maxLength: 10 },
  );
  fc.assert(
    fc.property(pieces, (parts) => {
      const error = construct({ connectionString: parts.join('') });
      if (error) expect(everythingOn(error)).not.toContain(accessKey.slice(0, 12));
    }),
    { numRuns: 500 },
  );
});
