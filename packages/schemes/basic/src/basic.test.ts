import axios from 'axios';
import { describe, expect, it } from '@jest/globals';
import { startEmulator } from '@axios-keyring/basic/emulator';
import { refusalHint } from '@axios-keyring/core';
import { startServer } from '@axios-keyring/testing';
import { closedAfterTest } from '../../../../tools/test-setup/closed-after-test.js';
import vectors from '../vectors.json' with { type: 'json' };
import { basic } from './index.js';

it.each(vectors)('the known answer of $source is sent, and accepted', async (vector) => {
  const { username, password, authorization } = vector;
  const login = { username, password };
  const emulator = await closedAfterTest(startEmulator(login));
  const client = axios.create({ baseURL: emulator.url, proxy: false });
  client.interceptors.request.use(basic({ ...login, baseURL: emulator.url }));

  await expect(client.get('/me')).resolves.toMatchObject({ status: 200 });

  expect(emulator.requests.map(({ headers }) => headers.authorization)).toEqual([authorization]);
});

describe('a refusal', () => {
  async function hintOf(status: number, headers: Record<string, string> = {}): Promise<string | undefined> {
    const api = await closedAfterTest(
      startServer((_, response) => void response.writeHead(status, headers).end()),
    );
    const client = axios.create({ baseURL: api.url, proxy: false });
    client.interceptors.request.use(basic({ username: 'me', password: 'p', baseURL: api.url }));
    return client.get('/').then(
      () => undefined,
      (error: unknown) => refusalHint(error),
    );
  }

  it.each([
    [
      401,
      { 'WWW-Authenticate': 'Basic realm="a"' },
      'The API does not accept the user name me with this password.',
    ],
    [
      401,
      { 'WWW-Authenticate': 'Digest realm="a", nonce="n"' },
      'The API asks for digest, and not for Basic.',
    ],
    [403, {}, 'The API knows the user me, but does not let it do this.'],
  ])('with %d and %j is explained', async (status, headers, hint) => {
    await expect(hintOf(status, headers)).resolves.toContain(hint);
  });
});

it('says that it needs a base URL, because no host is its own', () => {
  expect(() => basic({ username: 'me', password: 'p' })).toThrow(
    'baseURL is missing, and this provider has no base URL of its own. Set it in basic({ baseURL }).',
  );
});

it('takes nothing from the environment, where other APIs of the same scheme may have theirs', () => {
  const variables = Object.values(basic.declaration.options).map(({ metadata }) => metadata.env);

  expect(variables.filter((name) => name !== undefined)).toEqual([]);
});
