import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import axios from 'axios';
import { inspect as show } from 'node:util';
import { startServer, type TestServer } from '@axios-keyring/testing';
import { isKeyringError, KeyringError } from '@axios-keyring/core';
import { createProject, removeProjects, replacePackages } from './fixtures/project.js';
import { inspectProject, problemsOf } from './fixtures/inspect-project.js';
import { knownProviders } from '../known-providers.js';
import { inspectKeyring, loadKeyring } from './load-keyring.js';
import { load } from './load.js';
import { lineOf } from './findings.js';

let server: TestServer;

beforeEach(async () => {
  server = await startServer((_, response) => {
    response.end('ok');
  });
});

afterEach(async () => {
  await server.close();
  removeProjects();
  jest.restoreAllMocks();
});

const taxjar = { provider: 'taxjar', options: { apiToken: 'a-token' } };
const quiet = { profile: 'none', onWarning: () => undefined };

describe('loadKeyring', () => {
  it('gives a keyring that authenticates requests', async () => {
    const { directory } = createProject({
      'keyring.config.json': {
        routes: [{ ...taxjar, baseURL: `${server.url}/taxjar` }],
        unmatched: 'refuse',
      },
    });
    const client = axios.create();
    client.interceptors.request.use(await loadKeyring({ directory, ...quiet }));
    await client.get(`${server.url}/taxjar/v2/taxes`);

    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer a-token']);
    await expect(client.get(`${server.url}/other`)).rejects.toMatchObject({ code: 'ERR_KEYRING_UNMATCHED' });
  });

  it('may be told what happens to a request that no route covers, whatever the config says', async () => {
    const { directory } = createProject({ 'keyring.config.json': { routes: [], unmatched: 'refuse' } });
    const client = axios.create();
    client.interceptors.request.use(await loadKeyring({ directory, ...quiet, unmatched: 'pass' }));

    await expect(client.get(server.url)).resolves.toMatchObject({ status: 200 });
  });

  it('fails with all problems in one readable block', async () => {
    const { directory } = createProject({
      'keyring.config.json': { rutes: [], routes: [{ provider: 'taxjr' }] },
    });
    const error: unknown = await loadKeyring({ directory, ...quiet }).catch((reason: unknown) => reason);

    expect(isKeyringError(error) && error.message).toBe(
      '[axios-keyring] There are 2 problems with the keyring config.\n' +
        '  keyring.config.json rutes: There is no key rutes. Did you mean "routes"? The keys are $schema, extends, routes, unmatched, tokenStore, grantStore. A profile begins with $, as $production.\n' +
        `  keyring.config.json routes[0].provider: There is no provider "taxjr". Did you mean "taxjar"? The providers are ${Object.keys(knownProviders).join(', ')}. One of your own is a package with a scope, as "@acme/keyring-billing", a path, as "./billing.js", or given to loadKeyring({ providers }).`,
    );
    expect(error).toMatchObject({
      code: 'ERR_KEYRING_CONFIG',
      option: 'rutes',
      problems: [
        { file: 'keyring.config.json', option: 'rutes', path: 'rutes', code: 'ERR_KEYRING_CONFIG' },
        { option: 'routes[0].provider' },
      ],
    });
  });

  it('gives warnings to the application, or to the process', async () => {
    const { directory } = createProject({ 'keyring.config.json': { routes: [taxjar] } });
    const onWarning = jest.fn();
    const emit = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    await loadKeyring({ directory, onWarning });
    await loadKeyring({ directory });

    expect(onWarning).toHaveBeenCalledWith({
      file: 'keyring.config.json',
      path: 'routes[0].options.apiToken',
      message: expect.stringContaining('The secret is written in the file itself'),
    });
    expect(emit).toHaveBeenCalledTimes(1);
    expect(emit).toHaveBeenCalledWith(
      expect.stringMatching(/^\[axios-keyring\] keyring\.config\.json routes\[0\]/),
      expect.objectContaining({ code: 'KEYRING_CONFIG' }),
    );
  });

  it.each([
    [{ diretory: 'x' }, 'diretory: There is no option diretory. Did you mean "directory"?'],
    [{ file: '' }, 'file: file has to be the path of a file; found an empty string.'],
    [{ only: 'taxjar' }, 'only: only has to be a list of providers or names of routes; found a string.'],
    [{ allowCommands: 'yes' }, 'allowCommands: allowCommands has to be true or false; found a string.'],
    [{ onWarning: 7 }, 'onWarning: onWarning has to be a function; found a number.'],
    [{ unmatched: 'never' }, 'unmatched: unmatched has to be one of pass, warn, refuse; found "never".'],
    [
      'keyring.config.json',
      'The argument has to be an object, such as { file: "keyring.config.json" }; found a string.',
    ],
    [null, 'The argument has to be an object, such as { file: "keyring.config.json" }; found null.'],
    [[], 'The argument has to be an object, such as { file: "keyring.config.json" }; found a list.'],
  ])('refuses %j', async (options, message) => {
    const report: unknown = await Reflect.apply(inspectKeyring, undefined, [options]);

    expect(report).toMatchObject({ problems: [{ code: 'ERR_KEYRING_OPTION' }], keyring: undefined });
    await expect(Reflect.apply(loadKeyring, undefined, [options])).rejects.toThrow(message);
  });
});

describe('a provider that is not installed', () => {
  const routes = [
    taxjar,
    { provider: 'avanan', name: 'europe', options: { region: 'eu', secretKey: { env: 'UNSET' } } },
  ];
  const withoutAvanan = { '@axios-keyring/avanan': undefined };

  it('does not disturb the start, and fails the requests of its hosts before they are sent', async () => {
    const { directory } = createProject({
      'keyring.config.json': { routes: [...routes, { provider: 'avanan' }] },
    });
    replacePackages(withoutAvanan);
    const keyring = await load({ directory, ...quiet });
    const client = axios.create();
    client.interceptors.request.use(keyring);
    const request = client.get('https://smart-api-production-1-us.avanan.net/v1.0/scopes');

    await expect(request).rejects.toMatchObject({
      code: 'ERR_KEYRING_NOT_INSTALLED',
      provider: 'avanan',
      isAxiosError: true,
      message:
        '[@axios-keyring/avanan] The request to https://smart-api-production-1-us.avanan.net is for routes[1] of keyring.config.json, and @axios-keyring/avanan is not installed. It was not sent. Run: npm install @axios-keyring/avanan',
    });
  });

  it('is told by verify() as absent, which is no failure', async () => {
    const { directory } = createProject({ 'keyring.config.json': { routes: [{ provider: 'avanan' }] } });
    replacePackages(withoutAvanan);
    const keyring = await load({ directory, ...quiet });

    const { ok, hint: told, routes: verified } = await keyring.verify();

    expect([ok, told]).toEqual([true, undefined]);
    expect(verified).not.toEqual([]);
    for (const { outcome, hint } of verified) {
      expect(outcome).toBe('absent');
      expect(hint).toMatch(
        /routes\[0\] of .*avanan is not installed\..* Run: npm install @axios-keyring\/avanan/,
      );
    }
  });

  it('serves all hosts below one, and the base URL of its route or its variable instead', async () => {
    replacePackages({ '@axios-keyring/azure-communication': undefined, ...withoutAvanan });
    const { keyring, routes: reports } = await inspectProject({
      routes: [{ provider: 'azure-communication' }],
      unmatched: 'pass',
    });
    const client = axios.create({ adapter: () => Promise.reject(new Error('sent')) });
    if (keyring) client.interceptors.request.use(keyring);
    const code = 'ERR_KEYRING_NOT_INSTALLED';
    await expect(client.get('https://contoso.communication.azure.com/x')).rejects.toMatchObject({ code });
    await expect(client.get('http://contoso.communication.azure.com/x')).rejects.toThrow('sent');
    await expect(client.get('https://communication.azure.com/x')).rejects.toThrow('sent');
    expect(reports[0]).toMatchObject({
      status: 'not-installed',
      package: '@axios-keyring/azure-communication',
      install: 'npm install @axios-keyring/azure-communication',
      interceptor: undefined,
    });

    jest.replaceProperty(process, 'env', {
      AVANAN_BASE_URL: 'http://proxy.internal/avanan',
      B: 'https://b.example',
      E_FILE: createProject({ url: 'https://e.example\n' }).path('url'),
    });
    for (const [route, host] of [
      [{ provider: 'avanan' }, 'http://proxy.internal/avanan'],
      [{ provider: 'avanan', options: { baseURL: { env: 'B' } } }, 'https://b.example'],
      [{ provider: 'avanan', options: { baseURL: 'https://c.example' } }, 'https://c.example'],
      [{ provider: 'avanan', options: { baseURL: { env: 'E' } } }, 'https://e.example'],
      [{ provider: 'avanan', baseURL: 'https://d.example' }, 'https://d.example'],
    ] as const) {
      const report = await inspectProject({ routes: [route] });
      expect(report.keyring?.baseURLs).toEqual([host]);
    }
  });

  it('of unknown hosts needs a base URL', async () => {
    expect(await problemsOf({ routes: [{ provider: '@acme/keyring-billing' }] })).toEqual([
      'keyring.config.json routes[0]: @acme/keyring-billing is not installed, so its hosts are not known, and requests to them would go out without credentials. Give the route a "baseURL", or run: npm install @acme/keyring-billing.',
    ]);
    expect(
      await problemsOf({ routes: [{ provider: '@acme/keyring-billing', baseURL: 'https://b.example' }] }),
    ).toEqual([]);
  });

  it('is named by its package where a path in that is meant', async () => {
    const route = { provider: '@acme/keyring-billing/invoices#invoices', baseURL: 'https://b.example' };
    const { routes: reports, keyring } = await inspectProject({ routes: [route] });

    expect(reports[0]).toMatchObject({
      status: 'not-installed',
      package: '@acme/keyring-billing',
      install: 'npm install @acme/keyring-billing',
    });
    await expect(keyring?.authorize({ url: 'https://b.example' })).rejects.toThrow(
      'and @acme/keyring-billing is not installed. It was not sent. Run: npm install @acme/keyring-billing',
    );
  });

  it('is like one that `only` leaves out, with another message', async () => {
    const { keyring, routes: reports } = await inspectProject({ routes }, { only: ['taxjar'] });

    expect(reports.map(({ status, install }) => [status, install])).toEqual([
      ['loaded', undefined],
      ['left-out', undefined],
    ]);
    await expect(
      keyring?.authorize({ url: 'https://smart-api-production-1-eu.avanan.net/v1.0' }),
    ).rejects.toMatchObject({
      code: 'ERR_KEYRING_NOT_INSTALLED',
      message: expect.stringContaining(
        'which is left out by `only`. It was not sent. Add "europe" to `only`',
      ),
    });
    // What is named is needed: better no start than requests that fail later.
    replacePackages(withoutAvanan);
    for (const only of [['avanan'], ['taxjar', 'europe'], ['@axios-keyring/avanan']]) {
      const { problems } = await inspectProject({ routes }, { only });
      expect(problems).toEqual([
        expect.objectContaining({
          code: 'ERR_KEYRING_NOT_INSTALLED',
          path: 'routes[1].provider',
          message:
            '@axios-keyring/avanan is not installed, and `only` names it. Run: npm install @axios-keyring/avanan',
        }),
      ]);
    }
    expect(await problemsOf({ routes }, { only: ['taxjar'] })).toEqual([]);
    expect(await problemsOf({ routes }, { only: ['taxjar', 'europ'] })).toEqual([
      'only[1]: No route has the provider or the name europ. Did you mean "europe"? There are taxjar, avanan, europe.',
    ]);
    expect((await problemsOf({ routes: [{ provider: '@acme/x' }] }, { only: [] })).join()).toContain(
      '@acme/x is left out by `only`, so its hosts are not known, and requests to them would go out without credentials. Give the route a "baseURL", or name it in `only`.',
    );
  });
});

describe('a token store', () => {
  const avanan = { provider: 'avanan', options: { applicationId: 'a', secretKey: 's' } };
  const nothing = (): Promise<undefined> => Promise.resolve(undefined);
  const store = { get: nothing, set: nothing, delete: nothing, close: jest.fn(nothing) };
  const key = Buffer.alloc(32, 1).toString('base64');

  function redis(create: (options: unknown) => unknown): void {
    replacePackages({ '@axios-keyring/redis': { exports: { redisTokenStore: create } } });
  }

  it('of a config is opened once, for providers that take one, and closed', async () => {
    jest.replaceProperty(process, 'env', { KEY: key });
    const create = jest.fn((options: unknown) => (options ? store : undefined));
    const config = {
      routes: [avanan, { ...avanan, options: { ...avanan.options, region: 'eu' } }, taxjar],
      tokenStore: { redis: { url: 'redis://localhost', encryptionKeys: [{ env: 'KEY' }], prefix: 'x' } },
    };
    redis(create);
    const { problems, warnings, close } = await inspectProject(config);

    expect(problems).toEqual([]);
    expect(warnings.filter(({ path }) => path.startsWith('tokenStore'))).toEqual([]);
    expect(create.mock.calls).toEqual([[{ url: 'redis://localhost', encryptionKeys: [key], prefix: 'x' }]]);
    await close();
    expect(store.close).toHaveBeenCalledTimes(1);
  });

  it('is not opened for providers that take none, nor beside that of the application', async () => {
    const create = jest.fn(() => store);
    redis(create);
    await inspectProject({ routes: [taxjar], tokenStore: { redis: {} } });
    await inspectProject({ routes: [avanan], tokenStore: { redis: {} } }, { tokenStore: store });
    expect(create).not.toHaveBeenCalled();
  });

  it('is opened for a provider only where its options have tokens to share', async () => {
    const create = jest.fn(() => store);
    const options = { endpoint: 'https://acme.communication.azure.com', accessKey: key };
    const tokenStore = { redis: { url: 'redis://localhost', encryptionKeys: [key] } };
    const signing = { provider: 'azure-communication', options };

    redis(create);
    const signed = await inspectProject({ routes: [signing], tokenStore });
    expect(signed.problems).toEqual([]);
    expect(create).not.toHaveBeenCalled();

    const user = { id: '8:acs:1', scopes: ['chat'] };
    const issuing = { provider: 'azure-communication', options: { ...options, user } };
    const issued = await inspectProject({ routes: [issuing], tokenStore });
    expect(issued.problems).toEqual([]);
    expect(create).toHaveBeenCalledTimes(1);
  });

  it('may be an object of a program', async () => {
    const { problems } = await inspectProject(
      { extends: './base.cjs' },
      {},
      {
        'base.cjs':
          'module.exports = { routes: [{ provider: "avanan", options: { applicationId: "a", secretKey: "s" } }], ' +
          'tokenStore: new (class { get() {} set() {} delete() {} })() }',
      },
    );
    expect(problems).toEqual([]);
  });

  it.each([
    [
      'text',
      'tokenStore: tokenStore has to be { "redis": { … } }, or in JavaScript and TypeScript a token store itself; found a string.',
    ],
    [{ redis: {}, other: 1 }, 'tokenStore.other: There is no key other. The only key is redis.'],
    [
      { redis: 1 },
      'tokenStore.redis: redis has to be an object with url, encryptionKeys, prefix; found a number.',
    ],
    [
      { redis: { uri: 'x' } },
      'tokenStore.redis.uri: There is no option uri. Did you mean "url"? The options are url, encryptionKeys, prefix.',
    ],
    [{ redis: { url: 1 } }, 'tokenStore.redis.url: url has to be a string or a reference; found a number.'],
    [
      { redis: { url: { env: 'UNSET' } } },
      'tokenStore.redis.url: The environment variable UNSET is not set, or empty. Set it.',
    ],
    [
      { redis: { url: { env: 'X', file: 'y' } } },
      'tokenStore.redis.url: It refers to env and file, so it cannot be told which is meant. Remove one.',
    ],
    [
      { redis: { url: { enviroment: 'X' } } },
      'tokenStore.redis.url: url has to be a string or a reference; found an object. A reference is { "env": … }, { "file": … } or { "command": … }; found one with enviroment. Did you mean "env"?',
    ],
  ])('%j is a problem', async (tokenStore, message) => {
    expect(await problemsOf({ routes: [avanan], tokenStore })).toEqual([`keyring.config.json ${message}`]);
  });

  it('is looked at also where no route shares tokens, and in a profile', async () => {
    const tokenStore = { reddis: {} };
    expect(
      await problemsOf({ routes: [taxjar], tokenStore, $production: { tokenStore: 'redis://x' } }),
    ).toEqual([
      'keyring.config.json tokenStore.reddis: There is no key reddis. Did you mean "redis"? The only key is redis.',
      'keyring.config.json tokenStore.redis: redis has to be an object with url, encryptionKeys, prefix; found nothing.',
      'keyring.config.json $production.tokenStore: tokenStore has to be { "redis": { … } }, or in JavaScript and TypeScript a token store itself; found a string.',
    ]);
    const url = 'redis://u:canary@h';
    const { warnings, problems } = await inspectProject({ routes: [], tokenStore: { redis: { url } } });
    expect(problems).toEqual([]);
    expect(warnings.map(lineOf)).toEqual([
      'keyring.config.json tokenStore.redis.url: The secret is written in the file itself, where everybody with the file can read it. Write { "env": "NAME" } or { "file": "/run/secrets/name" } in its place.',
    ]);
    const lazy = { redis: { url: { env: 'UNSET' } } };
    expect(await problemsOf({ routes: [taxjar], tokenStore: lazy })).toEqual([]);
  });

  it('that cannot be opened is a problem', async () => {
    const config = { routes: [avanan], tokenStore: { redis: { url: 'redis://:canary@x' } } };
    const where = 'keyring.config.json tokenStore.redis';
    replacePackages({ '@axios-keyring/redis': undefined });
    expect(await problemsOf(config)).toEqual([
      `${where}: @axios-keyring/redis is not installed. Run: npm install @axios-keyring/redis redis.`,
    ]);
    replacePackages({ '@axios-keyring/redis': { exports: {} } });
    expect(await problemsOf(config)).toEqual([
      `${where}: @axios-keyring/redis is installed, but cannot be loaded (it has no redisTokenStore).`,
    ]);
    redis(() => {
      throw new KeyringError({ code: 'ERR_KEYRING_OPTION', option: 'url', message: 'url is odd.' });
    });
    expect(await problemsOf(config)).toEqual([`${where}.url: url is odd.`]);
    redis(() => 7);
    expect(await problemsOf(config)).toEqual([`${where}: @axios-keyring/redis failed (TypeError).`]);
    redis(() => store);
    const { warnings } = await inspectProject(config);
    expect(warnings.map(({ path }) => path)).toContain('tokenStore.redis.url');
    expect(show(warnings)).not.toContain('canary');
  });
});

it.each([undefined, { synchronous: true }])(
  'loadKeyring that was not called sends nothing, and says what to write: %j',
  async (options) => {
    const client = axios.create({ baseURL: server.url });
    const { request } = client.interceptors;
    const { use } = request;
    Reflect.apply(use, request, [loadKeyring, undefined, options]);

    await expect(client.get('/a')).rejects.toMatchObject({
      code: 'ERR_KEYRING_OPTION',
      message: expect.stringContaining(
        'loadKeyring was given to use() without being called: write use(await loadKeyring())',
      ),
    });
    expect(server.requests).toHaveLength(0);
  },
);
