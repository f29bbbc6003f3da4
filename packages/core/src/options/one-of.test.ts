import { beforeEach, describe, expect, it } from '@jest/globals';
import { setVariable } from '../fixtures/environment.js';
import { defineProvider } from '../provider.js';
import { secret } from './secrets.js';
import { choice, text } from './builders.js';

// One of three sets, two of which share an option, as with a connection string, or an endpoint and a key or token.
const vendor = defineProvider({
  name: 'vendor',
  environmentPrefix: 'VENDOR',
  options: {
    connection: text({ env: 'VENDOR_CONNECTION', description: 'All in one.', secret: true }),
    endpoint: text({ env: 'VENDOR_ENDPOINT', description: 'Where.' }),
    key: secret({ env: 'VENDOR_KEY', description: 'A key.' }),
    token: secret({ description: 'A token.' }),
    note: text({ optional: true, env: 'VENDOR_NOTE', description: 'Goes with all.' }),
  },
  oneOf: [['connection'], ['endpoint', 'key'], ['endpoint', 'token']],
  baseURLs: () => ['https://api.example.com'],
  authorize: (options) => () => ({
    headers: {
      'X-Chosen': Object.entries(options)
        .filter(([name, value]) => !name.startsWith('dangerously') && value !== undefined)
        .map(([name]) => name)
        .join(' '),
    },
  }),
});

type Input = NonNullable<Parameters<typeof vendor>[0]>;

beforeEach(() => {
  for (const name of ['CONNECTION', 'ENDPOINT', 'KEY', 'NOTE']) setVariable(`VENDOR_${name}`, undefined);
});

async function chosen(input: Input): Promise<string | undefined> {
  const { headers } = await vendor(input).authorize({ url: 'https://api.example.com/' });
  return headers['X-Chosen'];
}

/** As plain JavaScript calls it. */
function errorOf(input: object): unknown {
  try {
    Reflect.apply(vendor, undefined, [input]);
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

  it.each<[object, string[], string, string]>([
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

// A choice says which set is meant, unless the key does.
const twofold = defineProvider({
  name: 'twofold',
  environmentPrefix: 'VENDOR',
  options: {
    edition: choice(['cloud', 'own'], { env: 'VENDOR_EDITION', description: 'Which.', default: 'cloud' }),
    key: secret({ env: 'VENDOR_KEY', description: 'Of the cloud.' }),
    region: choice(['eu', 'us'], { env: 'VENDOR_REGION', description: 'Of the cloud.', default: 'eu' }),
    user: text({ env: 'VENDOR_USER', description: 'Of an own one.' }),
    password: secret({ env: 'VENDOR_PASSWORD', description: 'Of an own one.' }),
  },
  oneOf: { edition: { cloud: ['key', 'region'], own: ['user', 'password'] } },
  baseURLs: () => ['https://api.example.com'],
  authorize: (options) => {
    // What the set has is there, and nothing else.
    const account: string = options.edition === 'own' ? options.user : options.region;
    const absent: undefined = options.edition === 'own' ? options.region : options.user;
    return () => ({ headers: { 'X-Edition': `${options.edition} ${account} ${String(absent)}` } });
  },
});

type Twofold = NonNullable<Parameters<typeof twofold>[0]>;

describe('of sets that a choice tells apart', () => {
  it.each<[Twofold, Readonly<Record<string, string>>, string]>([
    [{ key: 'a' }, {}, 'cloud eu undefined'],
    [{ edition: 'cloud', key: 'a', region: 'us' }, {}, 'cloud us undefined'],
    [{ user: 'me', password: 'b' }, {}, 'own me undefined'],
    [{ edition: 'own' }, { KEY: 'a', USER: 'me', PASSWORD: 'b' }, 'own me undefined'],
    [{}, { KEY: 'a', USER: 'me', PASSWORD: 'b' }, 'cloud eu undefined'],
    [{}, { KEY: 'a', USER: 'me', PASSWORD: 'b', EDITION: 'own' }, 'own me undefined'],
    [{}, { USER: 'me', PASSWORD: 'b', REGION: 'nowhere' }, 'own me undefined'],
    // The key that was given decides.
    [{ key: 'a' }, { EDITION: 'own', USER: 'me', PASSWORD: 'b' }, 'cloud eu undefined'],
    [{ key: 'a' }, { EDITION: 'neither' }, 'cloud eu undefined'],
  ])('%j with %j in the environment', async (input, environment, expected) => {
    for (const name of ['EDITION', 'KEY', 'REGION', 'USER', 'PASSWORD']) {
      setVariable(`VENDOR_${name}`, environment[name]);
    }
    await expect(twofold(input).authorize({ url: 'https://api.example.com/' })).resolves.toMatchObject({
      headers: { 'X-Edition': expected },
    });
  });

  it('nobody can write what does not go together', () => {
    for (const name of ['EDITION', 'KEY', 'USER', 'PASSWORD']) setVariable(`VENDOR_${name}`, undefined);
    const mistakes = [
      // @ts-expect-error: the keys of both.
      () => twofold({ key: 'a', user: 'me', password: 'b' }),
      // @ts-expect-error: the key of the other.
      () => twofold({ edition: 'own', key: 'a' }),
      // @ts-expect-error: what only the other takes.
      () => twofold({ user: 'me', password: 'b', region: 'eu' }),
      // @ts-expect-error: both a connection and a key.
      () => vendor({ connection: 'a', key: 'b' }),
      // @ts-expect-error: no such edition.
      () => twofold({ edition: 'neither', key: 'a' }),
    ];
    for (const mistake of mistakes) expect(mistake).toThrow(/do not go together|has to be one of|Give/);
  });
});
