import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import axios, { type AxiosResponse, type InternalAxiosRequestConfig } from 'axios';
import { inspectProject, problemsOf } from '../fixtures/inspect-project.js';
import { createProject, removeProjects } from '../fixtures/project.js';
import { lineOf } from '../findings.js';
import { inspect } from '../load.js';
import { loadKeyring } from '../load-keyring.js';

beforeEach(() => {
  const { PATH = '' } = process.env;
  jest.replaceProperty(process, 'env', { PATH, TOKEN: 'token-of-env', EMPTY: '', STREAM: '2048' });
});

afterEach(() => {
  removeProjects();
  jest.restoreAllMocks();
});

const taxjar = (options: object): object => ({ routes: [{ provider: 'taxjar', options }] });
const print = (text: string): object => ({ command: [process.execPath, '-p', JSON.stringify(text)] });

async function headerOf(...values: Parameters<typeof inspectProject>): Promise<string | undefined> {
  const { keyring, problems } = await inspectProject(...values);
  expect(problems).toEqual([]);
  return (await keyring?.authorize({ url: 'https://api.taxjar.com/v2/taxes' }))?.headers.Authorization;
}

function answerTo(config: InternalAxiosRequestConfig): AxiosResponse {
  return { config, data: '', headers: {}, status: 200, statusText: 'OK' };
}

describe('a secret by reference', () => {
  it('is that of an environment variable, a file or a command', async () => {
    expect(await headerOf(taxjar({ apiToken: { env: 'TOKEN' } }))).toBe('Bearer token-of-env');
    expect(await headerOf(taxjar({ apiToken: { file: './token' } }), {}, { token: 'of-file\r\n' })).toBe(
      'Bearer of-file',
    );
    expect(await headerOf(taxjar({ apiToken: print('of-command') }), { allowCommands: true })).toBe(
      'Bearer of-command',
    );
  });

  it('comes from the file beside the config that names it', async () => {
    const files = {
      'shared/base.json': taxjar({ apiToken: { file: 'token' } }),
      'shared/token': 'of-shared',
    };

    expect(await headerOf({ extends: './shared/base.json' }, {}, files)).toBe('Bearer of-shared');
  });

  it('may be in the file that NAME_FILE names, and is read again when the file is another', async () => {
    const project = createProject({
      token: 'first\n',
      'keyring.config.json': taxjar({ apiToken: { env: 'MINE' }, apiVersion: { env: 'VERSION' } }),
      version: '2022-01-24',
    });
    jest.replaceProperty(process, 'env', {
      MINE_FILE: project.path('token'),
      VERSION_FILE: project.path('version'),
    });
    const { keyring, problems, routes } = await inspect({
      directory: project.directory,
      profile: 'none',
    });
    expect(problems).toEqual([]);
    expect(routes[0]?.secrets).toEqual([
      { option: 'apiToken', source: expect.stringMatching(/^file .*\(environment variable MINE_FILE\)$/) },
    ]);
    const url = 'https://api.taxjar.com/v2/taxes';
    expect((await keyring?.authorize({ url }))?.headers).toEqual({
      Authorization: 'Bearer first',
      'x-api-version': '2022-01-24',
    });
    project.write('token', 'second');
    jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 60_000);
    expect((await keyring?.authorize({ url }))?.headers).toMatchObject({ Authorization: 'Bearer second' });
  });

  it.each([
    [{ A: 'x', A_FILE: 'y' }, 'A and A_FILE are both set, so it cannot be told which is meant. Unset one.'],
    [
      { A_FILE: 'canary-of-the-token' },
      'The file that A_FILE names cannot be read (ENOENT). See whether it is there and may be read.',
    ],
    [{ A_FILE: '/dev/null' }, 'The file that A_FILE names is empty.'],
  ])('by a variable and %j is a problem', async (env, message) => {
    jest.replaceProperty(process, 'env', env);
    expect(await problemsOf(taxjar({ apiToken: { env: 'A' } }))).toEqual([
      `keyring.config.json routes[0].options.apiToken: ${message}`,
    ]);
  });

  it('may stand for what is no secret, in a list and in an object', async () => {
    const config = taxjar({ apiToken: 'a', scope: 'calculations', bufferStreams: { env: 'STREAM' } });
    expect(await problemsOf(config)).toEqual([]);
    const azure = {
      endpoint: { file: './endpoint' },
      accessKey: [{ file: './key' }, { env: 'KEY' }],
      user: { id: { env: 'TOKEN' }, scopes: ['chat'] },
    };
    jest.replaceProperty(process, 'env', {
      KEY: Buffer.from('k'.repeat(64)).toString('base64'),
      TOKEN: '8:acs:x',
    });
    const report = await inspectProject(
      { routes: [{ provider: 'azure-communication', options: azure }] },
      {},
      {
        endpoint: 'https://contoso.communication.azure.com\n',
        key: Buffer.from('s'.repeat(64)).toString('base64'),
      },
    );
    expect(report.problems.map(lineOf)).toEqual([]);
    expect(report.routes[0]?.secrets).toEqual([
      { option: 'accessKey', source: 'file ./key and environment variable KEY' },
    ]);
  });

  it.each([
    [{ env: 'UNSET' }, 'The environment variable UNSET is not set, or empty. Set it.'],
    [{ env: '$UNSET' }, 'The environment variable $UNSET is not set, or empty. Write its name without $.'],
    [{ env: 'EMPTY' }, 'The environment variable EMPTY is not set, or empty. Set it.'],
    [
      { env: 'sk_live_9e0cd62a22f451701f29c3bde214' },
      'The environment variable is not set, or empty. Set it.',
    ],
    [
      { file: './nowhere' },
      'The file ./nowhere cannot be read (ENOENT). See whether it is there and may be read.',
    ],
    [{ file: './empty' }, 'The file ./empty is empty.'],
    [
      { command: ['op', 'read', 'x'] },
      'The command op is not run, because commands are not allowed here. Allow them with loadKeyring({ allowCommands: true }), or on the command line with --allow-commands.',
    ],
    [{ env: 'A', file: 'b' }, 'It refers to env and file, so it cannot be told which is meant. Remove one.'],
    [{ env: 'A', default: 'b' }, 'A reference is { "env": … } and nothing else. Remove default.'],
    [
      { enviroment: 'A' },
      'A reference is { "env": … }, { "file": … } or { "command": … }; found one with enviroment. Did you mean "env"?',
    ],
    [
      { ENV: 'A' },
      'A reference is { "env": … }, { "file": … } or { "command": … }; found one with ENV. Did you mean "env"?',
    ],
    [{}, 'A reference is { "env": … }, { "file": … } or { "command": … }; found an object without a key.'],
    [{ env: 7 }, 'env has to be the name of an environment variable; found a number.'],
    [{ file: '' }, 'file has to be the path of a file; found an empty string.'],
    [
      { command: 'op read x' },
      'command has to be a list of a program and its arguments, as ["op", "read", "op://vault/item/field"]; found a string. There is no shell that would take a text apart.',
    ],
    [
      { command: [] },
      'command has to be a list of a program and its arguments, as ["op", "read", "op://vault/item/field"]; found another list. There is no shell that would take a text apart.',
    ],
  ])('%j is a problem', async (apiToken, message) => {
    expect(await problemsOf(taxjar({ apiToken }), {}, { empty: '\n' })).toEqual([
      `keyring.config.json routes[0].options.apiToken: ${message}`,
    ]);
  });

  it('that leads to something that cannot be sent is found at once', async () => {
    expect(await problemsOf(taxjar({ apiToken: { file: './token' } }), {}, { token: 'two\nlines' })).toEqual([
      'keyring.config.json routes[0].options.apiToken: apiToken contains a line break or a NUL character. Set it as options.apiToken or in TAXJAR_API_TOKEN. Found a string from the file ./token.',
    ]);
  });

  it('of a command that fails says how it ended', async () => {
    const config = taxjar({
      apiToken: { command: [process.execPath, '-e', 'console.log("canary"); process.exit(3)'] },
    });
    const problems = await problemsOf(config, { allowCommands: true });

    expect(problems.join()).toMatch(
      /routes\[0\]\.options\.apiToken: The command \S* ?ended with exit code 3\. Run it by hand to see why\.$/,
    );
  });

  it('that is set to wrong words later is told by where it comes from', async () => {
    const text = 'process.stdout.write(require("fs").readFileSync("token"))';
    const project = createProject({ token: 'a-token' });
    const command = [process.execPath, '-e', text];
    for (const [apiToken, source] of [
      [{ file: './token' }, 'file ./token'],
      [{ command }, expect.stringMatching(/^command/)],
    ] as const) {
      project.write('token', 'a-token');
      project.write('keyring.config.json', taxjar({ apiToken }));
      const { keyring, problems, routes } = await inspect({
        directory: project.directory,
        allowCommands: true,
      });
      expect(problems).toEqual([]);
      expect(routes[0]?.secrets).toEqual([{ option: 'apiToken', source }]);
      project.write('token', 'two\nlines');
      const spy = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 600_000);

      await expect(keyring?.authorize({ url: 'https://api.taxjar.com/' })).rejects.toMatchObject({
        code: 'ERR_KEYRING_CREDENTIAL',
        provider: 'taxjar',
        option: 'apiToken',
        message: expect.stringMatching(
          /^\[@axios-keyring\/taxjar\] apiToken contains a line break or a NUL character\. It comes from the (file|command)[^:]*: set it right there\. The request was not sent\.$/,
        ),
      });
      spy.mockRestore();
    }
  });

  it('is one for two keyrings, which then may serve one axios instance', async () => {
    const print = [process.execPath, '-p', '"a-token"'];
    const { directory } = createProject({
      token: 'a-token',
      'keyring.config.json': {
        routes: [
          { provider: 'taxjar', options: { apiToken: { command: print } } },
          { provider: 'taxjar', baseURL: 'https://x.example', options: { apiToken: { file: './token' } } },
        ],
      },
    });
    const client = axios.create({ adapter: (config) => Promise.resolve(answerTo(config)) });
    for (let count = 0; count < 2; count += 1) {
      client.interceptors.request.use(await loadKeyring({ directory, allowCommands: true }));
    }

    for (const url of ['https://api.taxjar.com/', 'https://x.example/']) {
      await expect(client.get(url)).resolves.toMatchObject({ status: 200 });
    }
  });

  it('written in the file itself is warned of, and in a program it is not', async () => {
    const { warnings, routes } = await inspectProject(taxjar({ apiToken: 'canary' }));
    expect(warnings.map(lineOf)).toEqual([
      'keyring.config.json routes[0].options.apiToken: The secret is written in the file itself, where everybody with the file can read it. Write { "env": "NAME" } or { "file": "/run/secrets/name" } in its place.',
    ]);
    expect(routes[0]?.secrets).toEqual([{ option: 'apiToken', source: 'literal in the file' }]);

    const program = await inspectProject(
      { extends: './base.cjs' },
      {},
      {
        'base.cjs':
          'module.exports = { routes: [{ provider: "taxjar", options: { apiToken: "x", scheme: undefined } }] }',
      },
    );
    expect([program.problems, program.warnings]).toEqual([[], []]);
    expect(program.routes[0]?.secrets).toEqual([{ option: 'apiToken', source: 'program base.cjs' }]);
  });

  it.each([
    [{ TAXJAR_API_TOKEN: 'x' }, 'environment variable TAXJAR_API_TOKEN'],
    [{ TAXJAR_API_TOKEN_FILE: '/dev/null' }, 'file /dev/null (environment variable TAXJAR_API_TOKEN_FILE)'],
    [{ TAXJAR_API_TOKEN_FILE: 'a-wordy-secret' }, 'file (environment variable TAXJAR_API_TOKEN_FILE)'],
    [
      { TAXJAR_API_TOKEN_FILE: '9e0cd62a22f451701f29c3bde214' },
      'file (environment variable TAXJAR_API_TOKEN_FILE)',
    ],
  ])('is left to the environment: %j', async (env, source) => {
    jest.replaceProperty(process, 'env', env);
    const { routes } = await inspectProject(taxjar({}));

    expect(routes[0]?.secrets).toEqual([{ option: 'apiToken', source }]);
  });

  it.each([
    [{ file: './not-there' }, 'a reference that leads nowhere'],
    [7, 'a number in the file'],
    [null, 'null in the file'],
    [{ enviroment: 'A' }, 'an object in the file'],
    [['one', 'two'], 'literal in the file'],
  ])('%j is told as what it is', async (apiToken, source) => {
    const { routes } = await inspectProject(taxjar({ apiToken }));
    expect(routes[0]?.secrets).toEqual([{ option: 'apiToken', source }]);
  });

  it('of a set of credentials that is not used is not reported', async () => {
    jest.replaceProperty(process, 'env', { COMMUNICATION_SERVICES_CONNECTION_STRING: 'x' });
    const options = { endpoint: 'https://contoso.communication.azure.com', accessKey: 'c2VjcmV0' };
    const { routes } = await inspectProject({ routes: [{ provider: 'azure-communication', options }] });

    expect(routes[0]?.secrets.map(({ option }) => option)).toEqual(['accessKey']);
  });
});

describe('what a provider refuses', () => {
  it('is told at its place, with what was found', async () => {
    const problems = await problemsOf({
      routes: [
        { provider: 'taxjar', options: { apiTokn: 'canary', environment: 'sandbx', bufferStreams: -1 } },
        {
          provider: 'taxjar',
          baseURL: 'https://x.example',
          options: { apiToken: 7, scheme: { env: 'TOKEN' } },
        },
      ],
    });

    expect(problems).toEqual([
      expect.stringMatching(
        /^keyring\.config\.json routes\[0\]\.options\.apiTokn: There is no option apiTokn\. Did you mean "apiToken"\? .*Found a string\.$/,
      ),
      'keyring.config.json routes[0].options.apiToken: apiToken is missing. Set it as options.apiToken or in TAXJAR_API_TOKEN.',
      'keyring.config.json routes[0].options.environment: environment has to be one of production, sandbox. Did you mean "sandbox"? Set it as options.environment or in TAXJAR_ENVIRONMENT. Found "sandbx".',
      'keyring.config.json routes[0].options.bufferStreams: bufferStreams has to be an integer of 1 or more. Set it as options.bufferStreams. Found -1.',
      'keyring.config.json routes[1].options.apiToken: apiToken has to be a string, or a function that returns one. Set it as options.apiToken or in TAXJAR_API_TOKEN. Found a number.',
      'keyring.config.json routes[1].options.scheme: scheme has to be one of bearer, token. Set it as options.scheme or in TAXJAR_SCHEME. Found a string from the environment variable TOKEN.',
    ]);
  });

  it('is also a second route for one base URL, and a base URL that does not suit it', async () => {
    const route = { provider: 'taxjar', options: { apiToken: 'x' } };
    expect(await problemsOf({ routes: [route, route] })).toEqual([
      'keyring.config.json routes[1]: It serves the same base URL as routes[0] of keyring.config.json, https://api.taxjar.com, so it cannot be told whose credentials to send. Remove one, or give one a "baseURL" with a longer path.',
    ]);
    const options = { endpoint: 'https://contoso.communication.azure.com', accessKey: 'c2VjcmV0' };
    expect(
      await problemsOf({
        routes: [{ provider: 'azure-communication', baseURL: 'https://x.example/path', options }],
      }),
    ).toEqual([
      'keyring.config.json routes[0].baseURL: baseURL has a path, but the signature covers the path. Set it as baseURL of the route or in COMMUNICATION_SERVICES_BASE_URL.',
    ]);
  });
});
