import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import axios, { type AxiosInstance } from 'axios';
import { startEmulator, type TaxjarEmulator } from '@axios-keyring/taxjar/emulator';
import { startServer } from '@axios-keyring/testing';
import { taxjar, type TaxjarOptions } from './index.js';

const apiToken = '9e0cd62a22f451701f29c3bde214';
const nexus = [{ country: 'US', zip: '90404', state: 'CA' }];

let emulator: TaxjarEmulator;

beforeEach(async () => {
  jest.replaceProperty(process, 'env', {});
  emulator = await startEmulator({ apiToken });
});

afterEach(async () => {
  jest.restoreAllMocks();
  await emulator.close();
});

describe.each(['http', 'fetch'] as const)('the scope calculations over the %s adapter', (adapter) => {
  function clientWith(options: TaxjarOptions = {}): AxiosInstance {
    const client = axios.create({ baseURL: `${emulator.url}/v2`, adapter });
    client.interceptors.request.use(
      taxjar({ apiToken, baseURL: emulator.url, scope: 'calculations', ...options }),
    );
    return client;
  }

  it.each([
    ['get', '/transactions/orders'],
    ['post', '/transactions/refunds'],
    ['put', '/transactions/orders/1'],
    ['delete', '/transactions/orders/1'],
    ['get', '/Transactions/orders/'],
    ['get', '/%74ransactions/orders'],
    ['get', '/transactions'],
    ['get', '/customers'],
    ['post', '/customers'],
    ['delete', '/customers/1?x=y'],
    ['get', '/customers/'],
  ])('refuses %s %s before it is sent', async (method, url) => {
    const sending = clientWith().request({ method, url, data: method === 'get' ? undefined : {} });

    await expect(sending).rejects.toMatchObject({
      code: 'ERR_KEYRING_OUT_OF_SCOPE',
      provider: 'taxjar',
      option: 'scope',
      message: expect.stringMatching(/about one merchant’s account.*not sent.*TAXJAR_SCOPE/),
    });
    expect(emulator.requests).toHaveLength(0);
  });

  it.each([
    ['get', '/categories'],
    ['get', '/rates/90404'],
    ['get', '/summary_rates'],
    ['get', '/validation?vat=FR40303265045'],
    ['post', '/addresses/validate'],
    ['get', '/nexus/regions'],
    ['get', '/taxes'],
  ])('lets %s %s pass', async (method, url) => {
    const { status } = await clientWith().request({ method, url, ...(method === 'post' && { data: {} }) });

    expect(status).toBe(200);
  });

  it.each([
    ['nothing of it', { to_zip: '90404', amount: 15 }],
    ['an empty list', { amount: 15, nexus_addresses: [] }],
    ['null', { amount: 15, nexus_addresses: null, from_zip: null }],
    ['empty texts', { amount: 15, from_country: '', from_zip: ' ' }],
    ['a field that only looks alike', { amount: 15, from_planet: 'Mars', xfrom_zip: '1' }],
    ['a field of a line item', { line_items: [{ from_zip: '90404' }] }],
    ['an empty object', {}],
  ])('refuses an order that says %s about where it is from', async (_, order) => {
    for (const url of ['/taxes', '/taxes/', '/TAXES', '/%74axes', '/taxes.json']) {
      await expect(clientWith().post(url, order)).rejects.toMatchObject({
        code: 'ERR_KEYRING_OUT_OF_SCOPE',
        provider: 'taxjar',
        option: 'scope',
        message: expect.stringMatching(
          /neither nexus_addresses nor from_country.*Add the merchant’s nexus_addresses/,
        ),
      });
    }
    expect(emulator.requests).toHaveLength(0);
  });

  it.each([
    ['nexus_addresses', { amount: 15, nexus_addresses: nexus }],
    ...['country', 'zip', 'state', 'city', 'street'].map((field): [string, object] => [
      `from_${field}`,
      { amount: 15, [`from_${field}`]: 'x' },
    ]),
  ])('sends an order that has %s', async (_, order) => {
    const { status } = await clientWith().post('/taxes', order);

    expect(status).toBe(200);
    expect(emulator.requests[0]?.body.toString()).toBe(JSON.stringify(order));
    expect(emulator.requests[0]?.headers['content-type']).toBe('application/json');
  });

  it('looks into text and bytes as well, and sends them as they are', async () => {
    const headers = { 'Content-Type': 'application/json' };
    const good = JSON.stringify({ from_zip: '90404' });

    for (const body of [good, Buffer.from(good)]) await clientWith().post('/taxes', body, { headers });
    for (const body of ['{"amount":1}', Buffer.from('{"amount":1}')]) {
      await expect(clientWith().post('/taxes', body, { headers })).rejects.toMatchObject({
        code: 'ERR_KEYRING_OUT_OF_SCOPE',
      });
    }

    expect(emulator.requests.map(({ body }) => body.toString())).toEqual([good, good]);
  });

  it.each([
    ['a list', '[]'],
    ['no JSON', '{"amount":'],
    ['a number', '15'],
  ])('leaves %s to the API', async (_, body) => {
    const headers = { 'Content-Type': 'application/json' };

    await clientWith().post('/taxes', Buffer.from(body), { headers });

    expect(emulator.requests[0]?.body.toString()).toBe(body);
  });

  it('sees the order that transformRequest makes', async () => {
    const client = clientWith();

    const sending = client.post(
      '/taxes',
      { nexus_addresses: nexus },
      { transformRequest: () => '{"amount":1}' },
    );

    await expect(sending).rejects.toMatchObject({ code: 'ERR_KEYRING_OUT_OF_SCOPE' });
  });

  it('refuses a redirect to what is out of scope', async () => {
    const server = await startServer((_, response) => {
      response.writeHead(302, { location: '/v2/transactions/orders' }).end();
    });

    const sending = clientWith({ baseURL: server.url }).get(`${server.url}/v2/categories`);

    await expect(sending).rejects.toMatchObject({ code: 'ERR_KEYRING_OUT_OF_SCOPE' });
    expect(server.requests).toHaveLength(1);
    await server.close();
  });

  it('finds the endpoint behind a proxy’s prefix', async () => {
    const server = await startServer((_, response) => {
      response.end('{}');
    });
    for (const baseURL of [server.url, `${server.url}/tax-proxy`, `${server.url}/tax-proxy/v2`]) {
      const client = clientWith({ baseURL });
      const prefix = `${server.url}/tax-proxy/v2`;

      await expect(client.get(`${prefix}/customers/1`)).rejects.toMatchObject({
        code: 'ERR_KEYRING_OUT_OF_SCOPE',
      });
      await expect(client.post(`${prefix}/taxes`, {})).rejects.toMatchObject({
        code: 'ERR_KEYRING_OUT_OF_SCOPE',
      });
      await client.get(`${prefix}/categories`);
    }
    expect(server.requests.map(({ target }) => target)).toEqual(Array(3).fill('/tax-proxy/v2/categories'));
    await server.close();
  });
});

describe('a stream in the scope calculations', () => {
  const headers = { 'Content-Type': 'application/json' };

  function clientWith(options: TaxjarOptions = {}): AxiosInstance {
    const client = axios.create({ baseURL: `${emulator.url}/v2` });
    client.interceptors.request.use(
      taxjar({ apiToken, baseURL: emulator.url, scope: 'calculations', ...options }),
    );
    return client;
  }

  it('is read and looked into', async () => {
    const order = JSON.stringify({ from_zip: '90404', note: 'x'.repeat(100_000) });

    await clientWith().post('/taxes', Readable.from([order]), { headers });
    await expect(
      clientWith().post('/taxes', Readable.from(['{"amo', 'unt":1}']), { headers }),
    ).rejects.toMatchObject({ code: 'ERR_KEYRING_OUT_OF_SCOPE' });

    expect(emulator.requests.map(({ body }) => body.toString())).toEqual([order]);
  });

  it('is refused beyond a million bytes, or as many as are allowed', async () => {
    const long = 'x'.repeat(1_000_001);

    for (const [options, body] of [
      [{}, long],
      [{ bufferStreams: 10 }, '01234567890'],
    ] as const) {
      await expect(
        clientWith(options).post('/taxes', Readable.from([body]), { headers }),
      ).rejects.toMatchObject({
        code: 'ERR_KEYRING_BODY_NOT_SIGNABLE',
        option: 'bufferStreams',
        message: expect.stringContaining('set bufferStreams'),
      });
    }

    expect(emulator.requests).toHaveLength(0);
  });

  it('is not touched in the scope all', async () => {
    const long = 'x'.repeat(1_000_001);

    await clientWith({ scope: 'all' }).post('/taxes', Readable.from([long]), { headers });

    expect(emulator.requests[0]?.body).toHaveLength(long.length);
  });
});

describe('the scope', () => {
  it('is all by default: the merchant’s own API token may do everything', async () => {
    const client = axios.create({ baseURL: `${emulator.url}/v2` });
    client.interceptors.request.use(taxjar({ apiToken, baseURL: emulator.url }));

    await client.get('/transactions/orders');
    await client.post('/taxes', { amount: 1 });

    expect(emulator.requests.map(({ status }) => status)).toEqual([200, 200]);
  });

  it('may come from the environment', async () => {
    jest.replaceProperty(process, 'env', { TAXJAR_SCOPE: 'calculations' });

    await expect(
      taxjar({ apiToken }).authorize({ url: 'https://api.taxjar.com/v2/customers' }),
    ).rejects.toMatchObject({ code: 'ERR_KEYRING_OUT_OF_SCOPE' });
  });

  it('holds for other clients, of which it sees the body that it is told', async () => {
    const interceptor = taxjar({ apiToken, scope: 'calculations' });
    const request = { method: 'POST', url: 'https://api.taxjar.com/v2/taxes' };

    await expect(interceptor.authorize({ ...request, body: '{"amount":1}' })).rejects.toMatchObject({
      code: 'ERR_KEYRING_OUT_OF_SCOPE',
    });
    await expect(interceptor.authorize({ ...request, body: '{"from_zip":"1"}' })).resolves.toMatchObject({
      headers: { Authorization: `Bearer ${apiToken}` },
    });
  });

  it('does not even ask for the API token of what it refuses', async () => {
    const asked = jest.fn(() => apiToken);
    const interceptor = taxjar({ apiToken: asked, scope: 'calculations' });

    await expect(interceptor.authorize({ url: 'https://api.taxjar.com/v2/customers' })).rejects.toMatchObject(
      { code: 'ERR_KEYRING_OUT_OF_SCOPE' },
    );
    expect(asked).not.toHaveBeenCalled();
  });
});
