import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import axios, { type AxiosInstance } from 'axios';
import {
  type AvananEmulator,
  type AvananEmulatorOptions as EmulatorOptions,
  startEmulator,
} from '@axios-keyring/avanan/emulator';
import { type RecordedRequest } from '@axios-keyring/testing';
import vectors from '../vectors.json' with { type: 'json' };
import { avanan, type SmartApiOptions } from './index.js';
import { type smartApiURLs } from './smart-api.js';
import { closedAfterTest } from '../../../../tools/test-setup/closed-after-test.js';

type Region = keyof typeof smartApiURLs;

const credentials = { applicationId: 'US:myapp29', secretKey: 'my_avanan_secret' };
const uuid = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;
beforeEach(() => {
  jest.replaceProperty(process, 'env', {});
});

afterEach(() => {
  jest.restoreAllMocks();
});

function start(options?: EmulatorOptions): Promise<AvananEmulator> {
  return closedAfterTest(startEmulator(options));
}

function clientOf(
  { url }: { readonly url: string },
  options: SmartApiOptions = {},
  adapter: 'http' | 'fetch' = 'http',
): AxiosInstance {
  const client = axios.create({ baseURL: `${url}/v1.0`, adapter });
  client.interceptors.request.use(avanan({ baseURL: url, ...credentials, ...options }));
  return client;
}

function exchanges({ requests }: AvananEmulator): readonly RecordedRequest[] {
  return requests.filter(({ target }) => target === '/v1.0/auth');
}

function calls({ requests }: AvananEmulator): readonly RecordedRequest[] {
  return requests.filter(({ target }) => target !== '/v1.0/auth');
}

/** Written out once more, so that the provider is not checked with its own function. */
function expectedSignature(request: RecordedRequest | undefined, requestString: string): string {
  const headers = request?.headers ?? {};
  const { applicationId, secretKey } = credentials;
  const text = [headers['x-av-req-id'], applicationId, headers['x-av-date'], requestString, secretKey].join(
    '',
  );
  return createHash('sha256').update(Buffer.from(text).toString('base64')).digest('hex');
}

describe.each(['http', 'fetch'] as const)('avanan over the %s adapter', (adapter) => {
  const accepted = new Map(vectors.map((vector) => [vector.applicationId + vector.secretKey, vector]));

  it.each([...accepted.values()])(
    'is accepted with the credentials of the vector of $applicationId and $secretKey',
    async ({ applicationId, secretKey }) => {
      const emulator = await start({ applicationId, secretKey });

      const { data } = await clientOf(emulator, { applicationId, secretKey }, adapter).get<unknown>(
        '/scopes',
      );

      expect(data).toMatchObject({ responseData: ['mt-prod-3:acme'] });
    },
  );

  it.each(vectors.flatMap(({ requestString }) => requestString ?? []))(
    'is accepted on the path of the vector %s',
    async (requestString) => {
      const emulator = await start();
      const client = clientOf(emulator, {}, adapter);

      await client.get(emulator.url + requestString);

      expect(calls(emulator)).toMatchObject([{ target: requestString, status: 200 }]);
    },
  );

  it('asks for a token with a signature that has no request string, and an empty token', async () => {
    const emulator = await start();

    await clientOf(emulator, {}, adapter).get('/scopes');

    const [exchange] = exchanges(emulator);
    expect(exchange).toMatchObject({ method: 'GET', target: '/v1.0/auth', status: 200 });
    expect(exchange?.headers).toMatchObject({
      'x-av-req-id': expect.stringMatching(uuid),
      'x-av-app-id': credentials.applicationId,
      'x-av-date': expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}$/),
      'x-av-sig': expectedSignature(exchange, ''),
      'x-av-token': '',
      accept: 'application/json',
    });
  });

  it('signs path and query of every other call, and adds the token', async () => {
    const emulator = await start();

    await clientOf(emulator, {}, adapter).get('/task/123', { params: { scope: 'mt-prod-3:acme' } });

    const [call] = calls(emulator);
    expect(call?.target).toBe('/v1.0/task/123?scope=mt-prod-3%3Aacme');
    expect(call?.headers).toMatchObject({
      'x-av-req-id': expect.stringMatching(uuid),
      'x-av-app-id': credentials.applicationId,
      'x-av-date': expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}$/),
      'x-av-sig': expectedSignature(call, '/v1.0/task/123?scope=mt-prod-3%3Aacme'),
      'x-av-token': expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
    });
  });

  it('neither signs nor changes the body', async () => {
    const emulator = await start();
    const query = { requestData: { scopes: ['mt-prod-3:acme'] } };

    const { status } = await clientOf(emulator, {}, adapter).post('/event/query', query);

    expect(status).toBe(200);
    expect(calls(emulator)[0]?.body.toString()).toBe(JSON.stringify(query));
  });

  it('gives every request an ID of its own', async () => {
    const emulator = await start();
    const client = clientOf(emulator, {}, adapter);

    await Promise.all(Array.from({ length: 10 }, () => client.get('/scopes')));

    const ids = emulator.requests.map(({ headers }) => headers['x-av-req-id']);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('sends the documented date where it is asked for', async () => {
    const emulator = await start({ rejectDateWithZone: false });

    await clientOf(emulator, { dateFormat: 'utc-z' }, adapter).get('/scopes');

    const dates = emulator.requests.map(({ headers }) => headers['x-av-date']);
    expect(dates).toEqual(Array(2).fill(expect.stringMatching(/T\d\d:\d\d:\d\d\.\d{3}Z$/)));
  });
});

describe('the key of a managed service provider', () => {
  it.each(['v1.0', 'app/hec-api/v1.0'])(
    'lists tenants page by page below /%s, with a JSON body on GET, over http',
    async (path) => {
      const emulator = await start();
      const { url, credentials: keys, portalCredentials } = emulator;
      const client = axios.create({ baseURL: `${url}/${path}`, adapter: 'http' });
      client.interceptors.request.use(
        path === 'v1.0'
          ? avanan({ baseURL: url, ...keys })
          : avanan({ platform: 'infinity', baseURL: url, ...portalCredentials }),
      );

      const first = await client.get<unknown>('/msp/tenants');
      const second = await client.get<unknown>('/msp/tenants', {
        data: { requestData: { scrollId: 'page 2' } },
      });

      expect(first.data).toMatchObject({ responseData: [{ after: null }] });
      expect(second.data).toMatchObject({ responseData: [{ after: 'page 2' }] });
      const [sent] = emulator.requests.slice(-1);
      expect(sent).toMatchObject({ method: 'GET', status: 200 });
      expect(sent?.body.toString()).toBe('{"requestData":{"scrollId":"page 2"}}');
      expect(sent?.headers['content-length']).toBe('37');
    },
  );

  it('sends the body of a GET once more with a new token', async () => {
    const emulator = await start();
    const client = clientOf(emulator);
    await client.get('/scopes');
    emulator.revokeTokens();

    await client.get('/msp/tenants', { data: { requestData: { scrollId: 'x' } } });

    const bodies = calls(emulator).map(({ status, body }) => [status, body.toString()]);
    expect(bodies.slice(1)).toEqual([401, 200].map((status) => [status, '{"requestData":{"scrollId":"x"}}']));
  });

  it.each(['http', 'fetch'] as const)('names scopes in the body or the query, over %s', async (adapter) => {
    const emulator = await start({ scopes: ['mt-prod-3:a', 'mt-prod-3:b'] });
    const client = clientOf(emulator, {}, adapter);
    const scope = 'mt-prod-3:b';

    await client.post('/event/query', { requestData: { scopes: [scope] } });
    await client.post('/action/event', { requestData: { scope } });
    await client.get('/task/1', { params: { scope } });

    expect(calls(emulator).map(({ status }) => status)).toEqual([200, 200, 200]);
  });
});

describe('the regions', () => {
  const hosts: Record<Region, string> = {
    us: 'https://smart-api-production-1-us.avanan.net/v1.0',
    eu: 'https://smart-api-production-1-eu.avanan.net/v1.0',
    ca: 'https://smart-api-production-1-ca.avanan.net/v1.0',
    au: 'https://smart-api-production-5-ap.avanan.net/v1.0',
    uk: 'https://smart-api-production-1-euw2.avanan.net/v1.0',
    in: 'https://smart-api-production-1-aps1.avanan.net/v1.0',
    uae: 'https://smart-api-production-1-mec1.avanan.net/v1.0',
  };
  const table: [Region, string][] = [
    ['us', hosts.us],
    ['eu', hosts.eu],
    ['ca', hosts.ca],
    ['au', hosts.au],
    ['uk', hosts.uk],
    ['in', hosts.in],
    ['uae', hosts.uae],
  ];

  it.each(table)('serve %s at %s and nowhere else', (region, host) => {
    expect(avanan({ ...credentials, region }).baseURLs).toEqual([host]);
  });

  it('begin with the United States', () => {
    expect(avanan(credentials).baseURLs).toEqual([hosts.us]);
  });

  it('have keys and tokens of their own', async () => {
    const american = await start({ applicationId: 'us1', secretKey: 'american' });
    const european = await start({ applicationId: 'eu1', secretKey: 'european' });
    const client = axios.create();
    client.interceptors.request.use(
      avanan({ baseURL: american.url, applicationId: 'us1', secretKey: 'american' }),
    );
    client.interceptors.request.use(
      avanan({ baseURL: european.url, applicationId: 'eu1', secretKey: 'european' }),
    );

    await client.get(`${american.url}/v1.0/scopes`);
    await client.get(`${european.url}/v1.0/scopes`);

    expect([american.tokensIssued, european.tokensIssued]).toEqual([1, 1]);
    expect([calls(american), calls(european)]).toMatchObject([[{ status: 200 }], [{ status: 200 }]]);
  });
});

it.each(['https://proxy.example', 'https://proxy.example/', 'https://proxy.example/v1.0/'])(
  'the base URL %s serves, because it leaves the signed path as it is',
  (baseURL) => {
    expect(avanan({ ...credentials, baseURL }).baseURLs).toEqual([baseURL.replace(/\/$/, '')]);
  },
);
