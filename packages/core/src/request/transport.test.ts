import { expect, it } from '@jest/globals';
import axios from 'axios';
import { once } from 'node:events';
import { startServer } from '@axios-keyring/testing';
import { closedAfterTest } from '../../../../tools/test-setup/closed-after-test.js';
import { example } from '../fixtures/example-provider.js';

it('the connection of a redirect whose body has no end is given up', async () => {
  const closed: Promise<unknown>[] = [];
  const server = await closedAfterTest(
    startServer(({ target }, response) => {
      if (target !== '/moved') {
        response.end('there');
        return;
      }
      closed.push(once(response, 'close'));
      response.writeHead(302, { location: '/there' }).write('x');
    }),
  );
  const client = axios.create({ adapter: 'http', baseURL: server.url });
  client.interceptors.request.use(example({ token: 'one', baseURL: server.url }));

  await expect(client.get('/moved')).resolves.toMatchObject({ data: 'there' });

  expect(closed).toHaveLength(1);
  await Promise.all(closed);
});
