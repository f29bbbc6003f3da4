import { expect, it, jest } from '@jest/globals';
import axios from 'axios';
import { startServer, type TestServer } from '@axios-keyring/testing';
import { isKeyringError } from './platform/errors.js';
import { example } from './fixtures/example-provider.js';
import type * as fixture from './fixtures/example-provider.js';

/** The same package a second time, as an application has it whose packages depend on different versions. */
function secondCopy(): typeof fixture {
  let copy: typeof fixture | undefined;
  jest.isolateModules(() => {
    copy = jest.requireActual('./fixtures/example-provider.js');
  });
  if (!copy) throw new Error('The package was not loaded again.');
  return copy;
}

it('an error of another copy of this package is recognised', () => {
  const { example: other } = secondCopy();
  const failure = (): unknown => {
    try {
      return other({ token: '' });
    } catch (error) {
      return error;
    }
  };

  expect(other).not.toBe(example);
  expect(isKeyringError(failure())).toBe(true);
  expect(axios.isAxiosError(failure())).toBe(true);
  expect(isKeyringError(new Error('another'))).toBe(false);
});

it('interceptors of two copies share one instance, and each serves its own base URL', async () => {
  const serve = (): Promise<TestServer> =>
    startServer((_request, response) => {
      response.end('ok');
    });
  const [server, other] = await Promise.all([serve(), serve()]);
  const client = axios.create();
  client.interceptors.request.use(example({ token: 'first', baseURL: server.url }));
  client.interceptors.request.use(secondCopy().example({ token: 'second', baseURL: other.url }));

  await client.get(server.url);
  await client.get(other.url);

  expect([server, other].map(({ requests }) => requests.map(({ headers }) => headers.authorization))).toEqual(
    [['Bearer first'], ['Bearer second']],
  );
  await Promise.all([server.close(), other.close()]);
});
