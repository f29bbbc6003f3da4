import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axios from 'axios';
import { startServer, type TestServer } from '@axios-keyring/testing';
import { defineProvider } from '../provider.js';
import { everythingVisible } from '../fixtures/everything-visible.js';
import { environmentText } from './environment.js';
import { secret } from './secrets.js';
import { text } from './builders.js';

const example = defineProvider({
  name: 'example',
  environmentPrefix: 'EXAMPLE',
  options: {
    account: text({ env: 'EXAMPLE_ACCOUNT', description: 'The account.' }),
    apiKey: secret({ env: 'EXAMPLE_API_KEY', description: 'The key.' }),
  },
  baseURLs: () => ['https://api.example.com'],
  authorize:
    ({ account, apiKey }) =>
    async (request) => ({ headers: { Authorization: `${account} ${await apiKey(request)}` } }),
});

let folder: string;
let server: TestServer;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'environment-'));
  server = await startServer(({ headers }, response) => {
    response.writeHead(headers.authorization === 'me new' ? 200 : 401).end();
  });
});

afterEach(async () => {
  rmSync(folder, { recursive: true, force: true });
  jest.restoreAllMocks();
  await server.close();
});

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function problemsOf(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    return Reflect.get(Object(error), 'problems');
  }
}

describe('an option in a file that a variable names', () => {
  it('is read, and a secret is read again when the API refuses it', async () => {
    const key = file('key', 'old\n');
    jest.replaceProperty(process, 'env', {
      EXAMPLE_ACCOUNT_FILE: file('account', 'me\n'),
      EXAMPLE_API_KEY_FILE: key,
    });
    const client = axios.create({ baseURL: server.url, proxy: false });
    client.interceptors.request.use(example({ baseURL: server.url }));
    await expect(client.get('/')).rejects.toMatchObject({ status: 401 });

    writeFileSync(key, 'new\n');

    await expect(client.get('/')).resolves.toMatchObject({ status: 200 });
    expect(server.requests.map(({ headers }) => headers.authorization).slice(-2)).toEqual([
      'me old',
      'me new',
    ]);
  });

  it('must be readable, and is not named by its path, which may be the secret itself', () => {
    jest.replaceProperty(process, 'env', {
      EXAMPLE_ACCOUNT: 'me',
      EXAMPLE_API_KEY_FILE: 'canary-of-the-key',
    });
    const problems = problemsOf(() => example());
    expect(problems).toMatchObject([
      {
        code: 'ERR_KEYRING_OPTION',
        option: 'apiKey',
        message:
          'The file that EXAMPLE_API_KEY_FILE names cannot be read (ENOENT). See whether it is there and may be read.',
      },
    ]);
    expect(() => environmentText('EXAMPLE_API_KEY')).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('canary'), cause: undefined }),
    );
    expect(() => example()).toThrow(
      expect.objectContaining({ stack: expect.not.stringContaining('canary'), cause: undefined }),
    );
  });

  it.each([
    [
      '',
      'The file that EXAMPLE_API_KEY_FILE names is empty. Write the value into it, or unset EXAMPLE_API_KEY_FILE.',
    ],
    [
      '\n',
      'The file that EXAMPLE_API_KEY_FILE names is empty. Write the value into it, or unset EXAMPLE_API_KEY_FILE.',
    ],
    [
      'two\nlines\n',
      'apiKey contains a line break or a NUL character. It comes from the file that EXAMPLE_API_KEY_FILE names: set it right there.',
    ],
    [
      'a key ',
      'apiKey starts or ends with white space. It comes from the file that EXAMPLE_API_KEY_FILE names: set it right there.',
    ],
  ])('is checked when the interceptor is made (%j)', (content, message) => {
    jest.replaceProperty(process, 'env', {
      EXAMPLE_ACCOUNT: 'me',
      EXAMPLE_API_KEY_FILE: file('key', content),
    });
    expect(problemsOf(() => example())).toMatchObject([
      { code: 'ERR_KEYRING_OPTION', option: 'apiKey', message },
    ]);
  });

  it('that is no secret must have something in it as well', () => {
    jest.replaceProperty(process, 'env', { EXAMPLE_ACCOUNT_FILE: file('account', ''), EXAMPLE_API_KEY: 'a' });
    expect(problemsOf(() => example())).toMatchObject([
      {
        option: 'account',
        message: expect.stringMatching(/^The file that EXAMPLE_ACCOUNT_FILE names is empty/),
      },
    ]);
  });

  it('is told as a file where it is replaced by what cannot be sent', async () => {
    const key = file('key', 'old');
    jest.replaceProperty(process, 'env', { EXAMPLE_ACCOUNT: 'me', EXAMPLE_API_KEY_FILE: key });
    const client = axios.create({ baseURL: server.url, proxy: false });
    client.interceptors.request.use(example({ baseURL: server.url }));
    const now = Date.now();
    for (const [content, problem] of [
      ['', 'is empty'],
      ['canary\nlines', 'contains a line break or a NUL character'],
    ] as const) {
      writeFileSync(key, content);
      jest.spyOn(Date, 'now').mockReturnValue(now + 10_000 * (content.length + 1));
      const error: unknown = await client.get('/').catch((reason: unknown) => reason);
      expect(error).toMatchObject({
        code: 'ERR_KEYRING_CREDENTIAL',
        provider: 'example',
        option: 'apiKey',
        message: `[@axios-keyring/example] apiKey ${problem}. It comes from the file that EXAMPLE_API_KEY_FILE names: set it right there. The request was not sent.`,
      });
      expect(everythingVisible(error)).not.toContain('canary');
    }
    expect(server.requests).toEqual([]);
  });

  it('is one for two interceptors, which then may serve one base URL', async () => {
    jest.replaceProperty(process, 'env', { EXAMPLE_ACCOUNT: 'me', EXAMPLE_API_KEY_FILE: file('key', 'new') });
    const client = axios.create({ baseURL: server.url, proxy: false });
    for (let count = 0; count < 2; count += 1)
      client.interceptors.request.use(example({ baseURL: server.url }));

    await expect(client.get('/')).resolves.toMatchObject({ status: 200 });
  });

  it('does not compete with the variable itself', () => {
    jest.replaceProperty(process, 'env', {
      EXAMPLE_ACCOUNT: 'me',
      EXAMPLE_API_KEY: 'one',
      EXAMPLE_API_KEY_FILE: file('key', 'other'),
    });
    expect(problemsOf(() => example())).toMatchObject([
      {
        code: 'ERR_KEYRING_OPTION',
        option: 'apiKey',
        message:
          'EXAMPLE_API_KEY and EXAMPLE_API_KEY_FILE are both set, so it cannot be told which is meant. Unset one.',
      },
    ]);
  });

  it('is not looked for where an argument is given', () => {
    jest.replaceProperty(process, 'env', {
      EXAMPLE_ACCOUNT: 'me',
      EXAMPLE_API_KEY_FILE: join(folder, 'none'),
    });
    expect(() => example({ apiKey: 'given' })).not.toThrow();
  });
});
