import Ajv from 'ajv';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { apiKey } from '@axios-keyring/api-key';
import { httpSignatures } from '@axios-keyring/http-signatures';
import { inspectProject, problemsOf } from './fixtures/inspect-project.js';
import { createProject, removeProjects } from './fixtures/project.js';
import { inspect } from './load.js';
import { keyringSchema } from './shape/keyring-schema.js';

beforeEach(() => {
  const { PATH = '' } = process.env;
  jest.replaceProperty(process, 'env', { PATH, KEY: 'key-of-env' });
});

afterEach(() => {
  removeProjects();
  jest.restoreAllMocks();
});

const route = (options: object, more: object = {}): object => ({ provider: 'api-key', options, ...more });
const one = (options: object, more: object = { baseURL: 'https://a.example' }): object => ({
  routes: [route(options, more)],
});

describe('a scheme in a config', () => {
  it('may have several routes without a name', async () => {
    const routes = ['a', 'b'].map((host) =>
      route({ name: `X-${host}`, key: { env: 'KEY' } }, { baseURL: `https://${host}.example` }),
    );

    const { keyring, problems } = await inspectProject({ routes });

    expect(problems).toEqual([]);
    const authorized = await keyring?.authorize({ url: 'https://b.example/' });
    expect(authorized?.headers).toEqual({ 'X-b': 'key-of-env' });
  });

  it('reads each secret of a map where it lies, and again when it changes there', async () => {
    const project = createProject({
      'one.txt': 'first',
      'keyring.config.yaml':
        'routes:\n  - provider: api-key\n    baseURL: https://a.example\n' +
        '    options: { keys: { X-One: { file: one.txt }, X-Two: { env: KEY } } }\n',
    });
    const { keyring, problems, routes } = await inspect({ directory: project.directory, profile: 'none' });
    expect(problems).toEqual([]);
    expect(routes[0]?.secrets).toEqual([
      { option: 'keys', source: 'file one.txt and environment variable KEY' },
    ]);
    const url = 'https://a.example/';
    expect((await keyring?.authorize({ url }))?.headers).toEqual({ 'X-One': 'first', 'X-Two': 'key-of-env' });

    project.write('one.txt', 'second');
    jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 60_000);

    expect((await keyring?.authorize({ url }))?.headers['X-One']).toBe('second');
  });

  it.each([
    [
      one({ name: 'X', key: 'a' }, {}),
      'routes[0].baseURL: baseURL is missing, and this provider has no base URL of its own.',
    ],
    [one({ name: 'X' }), 'routes[0].options.key: Credentials are missing.'],
    [
      one({ keys: { 'X-One': 7 } }),
      'routes[0].options.keys: keys has a member X-One that has to be a string',
    ],
    [
      one({ keys: { 'X-One': { env: 'NOWHERE' } } }),
      'routes[0].options.keys.X-One: The environment variable NOWHERE is not set',
    ],
    [one({ keys: ['a'] }), 'routes[0].options.keys: keys has to be an object'],
    [one({ nam: 'X', key: 'a' }), 'routes[0].options.nam: There is no option nam. Did you mean "name"?'],
    [
      { routes: [{ provider: 'apikey' }] },
      'routes[0].provider: There is no provider "apikey". Did you mean "api-key"?',
    ],
  ])('%j is a problem at its place', async (config, problem) => {
    expect((await problemsOf(config)).join('\n')).toContain(`keyring.config.json ${problem}`);
  });
});

const validate = new Ajv().compile(keyringSchema([apiKey, httpSignatures]));

it.each([
  [true, one({ name: 'X', key: { env: 'KEY' } })],
  [true, one({ keys: { 'X-One': { file: 'a' }, 'X-Two': 'b' } })],
  [true, one({ key: 'a' }, { name: 'of-a-profile' })],
  [true, one({ name: 'X', key: 'a', baseURL: 'http://127.0.0.1:1' }, {})],
  [false, one({ name: 'X', key: 'a' }, {})],
  [false, one({ keys: {} })],
  [false, one({ keys: { 'X-One': 7 } })],
  [false, one({ in: 'body', name: 'X', key: 'a' })],
  [
    true,
    {
      routes: [
        { provider: 'http-signatures', baseURL: 'https://a.example', options: { components: ['@method'] } },
      ],
    },
  ],
  [
    false,
    {
      routes: [
        { provider: 'http-signatures', baseURL: 'https://a.example', options: { components: '@method' } },
      ],
    },
  ],
])('an editor finds that it is %s of %j that it is right', (isRight, config) => {
  expect(validate(config)).toBe(isRight);
});
