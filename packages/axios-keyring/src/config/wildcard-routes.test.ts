import { afterEach, describe, expect, it, jest } from '@jest/globals';
import axios, { type AxiosInstance } from 'axios';
import { type Keyring } from '../create-keyring.js';
import { createProject, removeProjects, replacePackages } from './fixtures/project.js';
import { inspectProject, problemsOf } from './fixtures/inspect-project.js';
import { inspectKeyring } from './load-keyring.js';

afterEach(() => {
  removeProjects();
  jest.restoreAllMocks();
});

const taxjar = { provider: 'taxjar', options: { apiToken: 'a-token' } };

/** Answers with the credential that was sent. */
function clientOf(keyring: Keyring | undefined): AxiosInstance {
  if (!keyring) throw new Error('The config has problems.');
  const client = axios.create({
    adapter: (config) => {
      const data: unknown = config.headers.get('authorization') ?? 'none';
      return Promise.resolve({ config, data, status: 200, statusText: '', headers: {} });
    },
  });
  client.interceptors.request.use(keyring);
  return client;
}

describe('a route whose base URL begins with *.', () => {
  it('serves the hosts below, in YAML as anywhere', async () => {
    const { directory } = createProject({
      'keyring.config.yaml': [
        'routes:',
        '  - provider: taxjar',
        '    baseURL: https://*.tax.acme.example/v2',
        '    options: { apiToken: of-all }',
        '  - provider: taxjar',
        '    name: one',
        '    baseURL: https://one.tax.acme.example',
        '    options: { apiToken: of-one }',
        '',
      ].join('\n'),
    });

    const { keyring, problems, routes } = await inspectKeyring({ directory, profile: 'none' });
    const client = clientOf(keyring);
    const answers = await Promise.all(
      [
        'https://two.tax.acme.example/v2/a',
        'https://one.tax.acme.example/v2/a',
        'https://tax.acme.example/v2/a',
      ].map(async (url) => (await client.get<string>(url)).data),
    );

    expect(problems).toEqual([]);
    expect(answers).toEqual(['Bearer of-all', 'Bearer of-one', 'none']);
    expect(routes.map(({ baseURLs }) => baseURLs)).toEqual([
      ['https://*.tax.acme.example/v2'],
      ['https://one.tax.acme.example'],
    ]);
    expect(keyring?.match('https://two.tax.acme.example/v2/a')).toEqual({
      provider: 'taxjar',
      baseURL: 'https://*.tax.acme.example/v2',
    });
  });

  it.each([
    ['https://*.com', 'baseURL needs two labels or more after its *., because many own a name below one.'],
    [
      'https://a.*.example',
      'baseURL has a * elsewhere than as the first label of its host, where alone it stands for',
    ],
    ['https://*.10.0.0.1', 'baseURL has no name after its *. (no hosts are below an IP address).'],
    ['http://*.acme.localhost', 'baseURL is plain http to another machine'],
    [
      'https://*.github.io',
      'baseURL covers all hosts below github.io, where everybody can have one and read what',
    ],
  ])('%s is named with its place where it is wrong', async (baseURL, problem) => {
    const problems = await problemsOf({ routes: [{ ...taxjar, baseURL }] });

    expect(problems).toEqual([expect.stringContaining(`keyring.config.json routes[0].baseURL: ${problem}`)]);
  });

  it('may stand once', async () => {
    const baseURL = 'https://*.acme.example';
    const other = { ...taxjar, name: 'other', baseURL: 'https://*.ACME.example/' };

    expect(await problemsOf({ routes: [{ ...taxjar, baseURL }, other] })).toEqual([
      expect.stringContaining(
        `routes[1]: It serves the same base URL as routes[0] of keyring.config.json, ${baseURL},`,
      ),
    ]);
  });

  it('of a provider that is not there fails the requests to its hosts, unless another one serves them', async () => {
    replacePackages({ '@axios-keyring/azure-communication': undefined });
    const { keyring, routes } = await inspectProject({
      routes: [
        { provider: 'azure-communication' },
        { provider: 'azure-communication', name: 'proxy', baseURL: 'https://*.apps.github.io' },
        { ...taxjar, baseURL: 'https://one.communication.azure.com' },
      ],
    });
    const client = clientOf(keyring);
    const code = 'ERR_KEYRING_NOT_INSTALLED';

    await expect(client.get('https://two.communication.azure.com')).rejects.toMatchObject({ code });
    await expect(client.get('https://a.apps.github.io')).rejects.toMatchObject({ code });
    await expect(client.get('https://one.communication.azure.com')).resolves.toMatchObject({
      data: 'Bearer a-token',
    });
    await expect(client.get('https://communication.azure.com')).resolves.toMatchObject({ data: 'none' });
    expect(routes[0]?.baseURLs).toEqual(['https://*.communication.azure.com']);
    const { ok, routes: verified } = (await keyring?.verify({ adapter: client.defaults.adapter })) ?? {};
    expect([ok, verified?.map(({ outcome }) => outcome)]).toEqual([true, ['accepted', 'absent', 'absent']]);
  });
});
