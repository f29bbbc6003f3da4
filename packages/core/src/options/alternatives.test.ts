import { beforeEach, describe, expect, it } from '@jest/globals';
import { setVariable } from '../fixtures/environment.js';
import { defineProvider } from '../provider.js';
import { optionalSecret } from './secret.js';
import { optionalText } from './text.js';

// One of three sets, two of which share an option, as with a connection string, or an endpoint and a key or token.
const vendor = defineProvider({
  name: 'vendor',
  environmentPrefix: 'VENDOR',
  options: {
    connection: optionalText({ env: 'VENDOR_CONNECTION', description: 'All in one.', secret: true }),
    endpoint: optionalText({ env: 'VENDOR_ENDPOINT', description: 'Where.' }),
    key: optionalSecret({ env: 'VENDOR_KEY', description: 'A key.' }),
    token: optionalSecret({ description: 'A token.' }),
    note: optionalText({ env: 'VENDOR_NOTE', description: 'Goes with all.' }),
  },
  alternatives: [['connection'], ['endpoint', 'key'], ['endpoint', 'token']],
  baseURLs: () => ['https://api.example.com'],
  authorize: (options) => () => ({
    'X-Chosen': Object.entries(options)
      .filter(([name, value]) => !['dangerouslyAllowPlainHttp'].includes(name) && value !== undefined)
      .map(([name]) => name)
      .join(' '),
  }),
});

type Input = NonNullable<Parameters<typeof vendor>[0]>;

beforeEach(() => {
  for (const name of ['CONNECTION', 'ENDPOINT', 'KEY', 'NOTE']) setVariable(`VENDOR_${name}`, undefined);
});

async function chosen(input: Input): Promise<string | undefined> {
  const headers = await vendor(input).authorize({ url: 'https://api.example.com/' });
  return headers['X-Chosen'];
}

function errorOf(input: Input): unknown {
  try {
    vendor(input);
  } catch (error) {
    return error;
  }
  throw new Error('The options were accepted.');
}

function inEnvironment(...names: string[]): void {
  for (const name of names) setVariable(`VENDOR_${name.toUpperCase()}`, `${name} of the environment`);
}

describe('of several sets of options', () => {
  it.each<[Input, string[], string]>([
    [{ connection: 'a' }, [], 'connection'],
    [{ endpoint: 'a', key: 'b' }, [], 'endpoint key'],
    [{ endpoint: 'a', token: 'b' }, [], 'endpoint token'],
    [{ endpoint: 'a', token: 'b', note: 'c' }, [], 'endpoint token note'],
    [{}, ['connection'], 'connection'],
    [{}, ['endpoint', 'key'], 'endpoint key'],
    [{ key: 'b' }, ['endpoint'], 'endpoint key'],
    [{ endpoint: 'a' }, ['key', 'note'], 'endpoint key note'],
    // What was given decides; the environment only completes it.
    [{ endpoint: 'a', token: 'b' }, ['connection', 'key'], 'endpoint token'],
    [{ endpoint: 'a', key: 'b' }, ['connection'], 'endpoint key'],
    [{ connection: 'a' }, ['endpoint', 'key'], 'connection'],
    [{}, ['connection', 'endpoint', 'key'], 'connection'],
    [{ token: 'b' }, ['connection', 'endpoint', 'key'], 'endpoint token'],
  ])('%j with %j in the environment uses %s', async (input, environment, expected) => {
    inEnvironment(...environment);
    await expect(chosen(input)).resolves.toBe(expected);
  });

  const all =
    'Give connection (or VENDOR_CONNECTION), or endpoint (or VENDOR_ENDPOINT) and key (or VENDOR_KEY), or ' +
    'endpoint (or VENDOR_ENDPOINT) and token.';
  const withEndpoint =
    'Give endpoint (or VENDOR_ENDPOINT) and key (or VENDOR_KEY), or endpoint (or VENDOR_ENDPOINT) and token.';

  it.each<[Input, string[], string, string]>([
    [{}, [], 'ERR_KEYRING_MISSING_OPTION', `Credentials are missing. ${all}`],
    [{ note: 'c' }, ['endpoint'], 'ERR_KEYRING_MISSING_OPTION', `Credentials are missing. ${all}`],
    [
      { endpoint: 'a' },
      ['connection'],
      'ERR_KEYRING_MISSING_OPTION',
      `Credentials are missing. ${withEndpoint}`,
    ],
    [
      { token: 'b' },
      ['connection', 'key'],
      'ERR_KEYRING_MISSING_OPTION',
      'Credentials are missing. Give endpoint (or VENDOR_ENDPOINT) and token.',
    ],
    [
      { connection: 'a', key: 'b' },
      [],
      'ERR_KEYRING_OPTION',
      `connection and key do not go together. ${all}`,
    ],
    [
      { endpoint: 'a', key: 'b', token: 'c' },
      [],
      'ERR_KEYRING_OPTION',
      `endpoint and key and token do not go together. ${all}`,
    ],
  ])('%j with %j in the environment is refused', (input, environment, code, message) => {
    inEnvironment(...environment);
    expect(errorOf(input)).toMatchObject({ code, message: `[@axios-keyring/vendor] ${message}` });
  });
});
