import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { clientWith, example, orders } from './example-api.js';

const mocks = setupServer(
  http.get('https://api.example/whoami', ({ request }) =>
    HttpResponse.json({ as: request.headers.get('authorization') }),
  ),
  http.get('https://api.example/moved', () =>
    HttpResponse.json(undefined, { status: 302, headers: { location: '/whoami' } }),
  ),
);

beforeAll(() => {
  mocks.listen({ onUnhandledRequest: 'error' });
});

afterAll(() => {
  mocks.close();
});

describe.each(orders)('msw 2, set up %s', (order) => {
  it.each(['http', 'fetch'])('sees the credentials of the %s adapter', async (adapter) => {
    const client = clientWith(order, example({ token: 'one' }), () => undefined, { adapter });

    const answer = await client.get<unknown>('https://api.example/whoami');
    const redirected = await client.get<unknown>('https://api.example/moved');

    expect([answer.data, redirected.data]).toEqual([{ as: 'Bearer one' }, { as: 'Bearer one' }]);
  });
});
