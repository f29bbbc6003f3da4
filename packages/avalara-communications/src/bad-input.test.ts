import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { isKeyringError, type KeyringError } from '@axios-keyring/core';
import { avalaraCommunications } from './index.js';

const username = 'first.last@avalara.com';
const password = 'a-password-that-nobody-may-see';

beforeEach(() => {
  jest.replaceProperty(process, 'env', {});
});

afterEach(() => {
  jest.restoreAllMocks();
});

// The options are built by code that TypeScript did not see: from JSON, from JavaScript.
function refusal(options: unknown): KeyringError {
  try {
    Reflect.apply(avalaraCommunications, undefined, [options]);
  } catch (error) {
    if (isKeyringError(error)) return error;
    throw error;
  }
  throw new Error('The options were accepted.');
}

function everythingOn(error: KeyringError): string {
  return [error.message, error.stack, JSON.stringify(error), inspect(error, { depth: Infinity })].join('\n');
}

describe('avalaraCommunications refuses', () => {
  it.each([
    ['a number as the username', { username: 1 }, 'has to be a string without a colon'],
    ['an empty username', { username: '' }, 'is empty'],
    ['a username with a colon', { username: `${username}:${password}` }, 'contains a colon'],
    ['a username with a line break', { username: `${username}\n` }, 'line break'],
    ['a function as the username', { username: () => username }, 'has to be a string'],
    ['a number as the password', { password: 42 }, 'has to be a string, or a function'],
    ['null as the password', { password: null }, 'has to be a string, or a function'],
    ['an empty password', { password: '' }, 'is empty'],
    ['a password with a carriage return', { password: `${password}\r` }, 'line break'],
    ['a password with a NUL', { password: `${password}\0` }, 'NUL'],
    ['a negative client', { clientId: -1 }, 'has to be an integer of 0 or more'],
    ['a client as a text', { clientId: '12' }, 'has to be an integer of 0 or more'],
    ['a fraction of a client', { clientId: 1.5 }, 'has to be an integer of 0 or more'],
    ['a client that is no number', { clientId: Number.NaN }, 'has to be an integer of 0 or more'],
    ['a client beyond exactness', { clientId: 2 ** 53 }, 'has to be an integer of 0 or more'],
    ['a profile as a text', { clientProfileId: '7' }, 'has to be an integer of 0 or more'],
    ['an unknown environment', { environment: 'sandbox2' }, 'Did you mean "sandbox"?'],
    ['an unknown scheme', { scheme: 'apikey' }, 'Did you mean "api_key"?'],
    ['a list of schemes', { scheme: ['basic', 'api_key'] }, 'one of basic, api_key'],
    ['a base URL of another type', { baseURL: null }, 'has to be a string'],
  ])('%s', (_, wrong, problem) => {
    const error = refusal({ username, password, ...wrong });
    const [option = ''] = Object.keys(wrong);

    expect(error).toMatchObject({ code: 'ERR_KEYRING_OPTION', option, provider: 'avalara-communications' });
    expect(error.message).toContain(problem);
    expect(error.message).toContain(
      `Set it in avalaraCommunications({ ${option} }) or in AVALARA_COMMUNICATIONS_`,
    );
    expect(everythingOn(error)).not.toContain(password);
  });

  it.each([
    ['nothing', '', 'has to start with https://'],
    ['plain http', 'http://communications.avalara.net', 'is plain http to another machine'],
    ['a query', 'https://proxy.example?a=b', 'contains a query or a fragment'],
    ['a fragment', 'https://proxy.example#top', 'contains a query or a fragment'],
    ['a password in the URL', `https://me:${password}@proxy.example`, 'contains a user name or password'],
    ['an encoded slash', 'https://proxy.example/a%2fb', 'contains dot segments or an encoded slash'],
    ['white space', 'https://proxy.example/a b', 'contains white space'],
    ['no host', 'https://', 'is not a URL'],
  ])('%s as the base URL', (_, baseURL, problem) => {
    const error = refusal({ username, password, baseURL });

    expect(error).toMatchObject({ code: 'ERR_KEYRING_BASE_URL', option: 'baseURL' });
    expect(error.message).toContain(`baseURL ${problem}`);
    expect(error.message).toContain('or in AVALARA_COMMUNICATIONS_BASE_URL.');
    expect(everythingOn(error)).not.toContain(password);
  });

  it.each([
    ['clientid', 'clientId'],
    ['clientProfileID', 'clientProfileId'],
    ['userName', 'username'],
  ])('the unknown option %s, and names the closest', (written, meant) => {
    const error = refusal({ username, password, [written]: password });

    expect(error).toMatchObject({ code: 'ERR_KEYRING_OPTION', option: written });
    expect(error.message).toContain(`There is no option "${written}". Did you mean "${meant}"?`);
    expect(everythingOn(error)).not.toContain(password);
  });

  it('to work without a login, and names all that is missing at once', () => {
    const error = refusal({});

    expect(error).toMatchObject({ code: 'ERR_KEYRING_MISSING_OPTION', option: 'username' });
    expect(error.message).toContain('AVALARA_COMMUNICATIONS_USERNAME');
    expect(error.message).toContain('AVALARA_COMMUNICATIONS_PASSWORD');
  });

  it('a username without a password', () => {
    expect(refusal({ username })).toMatchObject({
      code: 'ERR_KEYRING_MISSING_OPTION',
      option: 'password',
    });
  });

  it('what is wrong in the environment, naming the variable', () => {
    jest.replaceProperty(process, 'env', {
      AVALARA_COMMUNICATIONS_USERNAME: `me:${password}`,
      AVALARA_COMMUNICATIONS_PASSWORD: `${password}
`,
      AVALARA_COMMUNICATIONS_CLIENT_ID: '0x10',
      AVALARA_COMMUNICATIONS_CLIENT_PROFILE_ID: '-7',
    });

    const error = refusal({});

    expect(error.code).toBe('ERR_KEYRING_OPTION');
    expect(error.message).toContain('AVALARA_COMMUNICATIONS_USERNAME');
    expect(error.message).toContain('AVALARA_COMMUNICATIONS_PASSWORD');
    expect(error.message).toContain('AVALARA_COMMUNICATIONS_CLIENT_ID');
    expect(error.message).toContain('AVALARA_COMMUNICATIONS_CLIENT_PROFILE_ID');
    expect(everythingOn(error)).not.toContain(password);
  });
});

it('a function that returns no usable password is refused before anything is sent', async () => {
  const interceptor = avalaraCommunications({
    username,
    password: () => `${password}
`,
  });

  const failing = interceptor.authorize({ url: 'https://communications.avalara.net/api/v2/afc/tspairs' });
  const error: unknown = await failing.catch((reason: unknown) => reason);

  expect(error).toMatchObject({ code: 'ERR_KEYRING_CREDENTIAL', option: 'password' });
  expect(inspect(error, { depth: Infinity })).not.toContain(password);
});
