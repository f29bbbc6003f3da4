import { expect, it } from '@jest/globals';
import { wrapper } from 'axios-cookiejar-support';
import { CookieJar } from 'tough-cookie';
import { startServer } from '@axios-keyring/testing';
import { clientWith, example, orders } from './example-api.js';

it.each(orders)('axios-cookiejar-support keeps its cookies, registered %s', async (order) => {
  const server = await startServer((_request, response) => {
    response.setHeader('set-cookie', 'session=1');
    response.end();
  });
  const jar = new CookieJar();
  const interceptor = example({ token: 'one', baseURL: server.url });
  const client = clientWith(order, interceptor, (instance) => wrapper(instance), { jar });

  await client.get(server.url);
  await client.get(server.url);

  expect(server.requests.map(({ headers }) => headers.cookie)).toEqual([undefined, 'session=1']);
  expect(server.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer one', 'Bearer one']);
  await server.close();
});
