import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import nock from 'nock';
import { clientWith, example, orders } from './example-api.js';

afterEach(() => {
  nock.cleanAll();
});

afterAll(() => {
  nock.restore();
});

describe.each(orders)('nock 14, set up %s', (order) => {
  it.each(['http', 'fetch'])('sees the credentials of the %s adapter', async (adapter) => {
    const setUp = (): unknown =>
      nock('https://api.example')
        .post('/users', { name: 'a' })
        .query({ page: '2' })
        .matchHeader('authorization', 'Bearer one')
        .reply(201, { id: 7 });
    const client = clientWith(order, example({ token: 'one' }), setUp, {
      adapter,
      baseURL: 'https://api.example',
    });

    const { data } = await client.post<unknown>('/users', { name: 'a' }, { params: { page: 2 } });

    expect(data).toEqual({ id: 7 });
    expect(nock.isDone()).toBe(true);
  });
});
