import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axios from 'axios';
import { startServer, type TestServer } from '@axios-keyring/testing';
import { defineProvider } from '../provider.js';
import { secret } from './secret.js';
import { text } from './text.js';

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
    async (request) => ({ Authorization: `${account} ${await apiKey(request)}` }),
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

  it('must be readable', () => {
    const path = join(folder, 'none');
    jest.replaceProperty(process, 'env', { EXAMPLE_ACCOUNT: 'me', EXAMPLE_API_KEY_FILE: path });
    expect(problemsOf(() => example())).toEqual([
      expect.objectContaining({
        option: 'apiKey',
        message: expect.stringMatching(
          /^EXAMPLE_API_KEY_FILE: The secret’s file .* cannot be read \(ENOENT\)\./,
        ),
      }),
    ]);
  });

  it('does not compete with the variable itself', () => {
    jest.replaceProperty(process, 'env', {
      EXAMPLE_ACCOUNT: 'me',
      EXAMPLE_API_KEY: 'one',
      EXAMPLE_API_KEY_FILE: file('key', 'other'),
    });
    expect(problemsOf(() => example())).toEqual([
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
