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
    ['an empty username', { username: '' }, 'is empty'],
    ['a username with a colon', { username: `${username}:${password}` }, 'contains a colon'],
    ['a username with a line break', { username: `${username}\n` }, 'line break'],
    ['a client beyond exactness', { clientId: 2 ** 53 }, 'has to be a string, or an integer of 0 or more'],
    ['an empty client', { clientId: '' }, 'is empty'],
    ['a client with a line break', { clientId: '12\r\nX-Other: a' }, 'line break'],
    ['a client that no header can carry', { clientId: 'Zürich €' }, 'that a header cannot carry'],
    ['an unknown environment', { environment: 'sandbox2' }, 'Did you mean "sandbox"?'],
    ['an unknown scheme', { scheme: 'apikey' }, 'Did you mean "api_key"?'],
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

  it('to work without a login, and names all that is missing at once', () => {
    const error = refusal({});

    expect(error).toMatchObject({ code: 'ERR_KEYRING_MISSING_OPTION', option: 'username' });
    expect(error.message).toContain('AVALARA_COMMUNICATIONS_USERNAME');
    expect(error.message).toContain('AVALARA_COMMUNICATIONS_PASSWORD');
  });

  it('what is wrong in the environment, naming the variable', () => {
    jest.replaceProperty(process, 'env', {
      AVALARA_COMMUNICATIONS_USERNAME: `me:${password}`,
      AVALARA_COMMUNICATIONS_PASSWORD: `${password}
`,
      AVALARA_COMMUNICATIONS_CLIENT_ID: '€',
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
