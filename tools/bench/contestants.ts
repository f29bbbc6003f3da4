import { avanan } from '@axios-keyring/avanan';
import { azureCommunication } from '@axios-keyring/azure-communication';
import { type WireRequest } from '@axios-keyring/core';
import { taxjar } from '@axios-keyring/taxjar';
import { aws4Interceptor } from 'aws4-axios';
import axios, { type AxiosAdapter, type AxiosInstance, type CreateAxiosDefaults } from 'axios';
import { createKeyring, type Keyring } from 'axios-keyring';
import { Agent } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type groups } from './figures.js';
import { handWrittenHmac, plainSigner, type RequestInterceptor } from './hand-written.js';
import { startUp } from './start-up.js';
import { type Contestant, timed } from './timed.js';

type Group = (serverURL: string) => readonly Contestant[] | Promise<readonly Contestant[]>;

const makers: Readonly<Record<keyof typeof groups, Group>> = {
  'http, 1 in flight': (url) => overHttp(url, 1),
  'http, 64 in flight': (url) => overHttp(url, 64),
  'no body': withoutBody,
  '1 KiB': withBody,
  authorize,
  routes,
  exchanges,
  'start-up': startUp,
};

/** The contestants of a group. */
export async function contestantsOf(group: string, serverURL: string): Promise<readonly Contestant[]> {
  const [, make] = Object.entries(makers).find(([name]) => name === group) ?? [];
  return (await make?.(serverURL)) ?? [];
}

const origin = 'https://api.example.com';
const accessKey = Buffer.alloc(64, 'bench').toString('base64');

/** 1 KiB as JSON. */
const body = { text: 'x'.repeat(1_024 - '{"text":""}'.length) };

/** One for all: who was given a function of its own would be looked up faster or slower. */
const silent: AxiosAdapter = (config) =>
  Promise.resolve({ data: '', status: 200, statusText: '', headers: {}, config });

function overHttp(baseURL: string, inFlight: number): readonly Contestant[] {
  const turns = 128;
  // Everybody with an instance and connections of their own.
  const client = (interceptor?: RequestInterceptor, more?: CreateAxiosDefaults): AxiosInstance => {
    const httpAgent = new Agent({ keepAlive: true });
    return intercepted({ baseURL, httpAgent, adapter: 'http', proxy: false, ...more }, interceptor);
  };
  const contestant = (name: string, send: () => Promise<unknown>): Contestant =>
    timed(name, turns, async () => {
      await Promise.all(Array.from({ length: inFlight }, () => inTurn(send, turns / inFlight)));
    });
  const get = (name: string, sender: AxiosInstance): Contestant =>
    contestant(name, () => sender.get('/scopes'));
  const post = (name: string, sender: AxiosInstance): Contestant =>
    contestant(name, () => sender.post('/scopes', body));
  return [
    get('bare axios', client()),
    // What is left of axios' own time where nobody follows redirects: the most that there is to gain.
    get('axios without redirects', client(undefined, { maxRedirects: 0 })),
    get('header provider', client(taxjar({ apiToken: 'token', baseURL }))),
    post('signed by hand, 1 KiB', client(handWrittenHmac(accessKey))),
    post('signed, 1 KiB', client(azureCommunication({ endpoint: baseURL, accessKey }))),
  ];
}

function withoutBody(): readonly Contestant[] {
  const elsewhere = taxjar({ apiToken: 'token' });
  const interceptors: readonly (readonly [name: string, interceptor?: RequestInterceptor])[] = [
    ['bare axios'],
    ['header provider', taxjar({ apiToken: 'token', baseURL: origin })],
    ['unmatched, provider', elsewhere],
    ['unmatched, keyring of 100 routes', keyringOf(baseURLs(100))],
  ];
  return interceptors.map(([name, interceptor]) => {
    const client = intercepted({ baseURL: origin, adapter: silent }, interceptor);
    return timed(name, 50, () => inTurn(() => client.get('/scopes'), 50));
  });
}

function withBody(): readonly Contestant[] {
  const client = (interceptor?: RequestInterceptor): AxiosInstance =>
    intercepted({ baseURL: origin, adapter: silent }, interceptor);
  const instance = client();
  const options = { region: 'eu-west-1', service: 'execute-api' };
  const credentials = { accessKeyId: 'bench', secretAccessKey: accessKey };
  instance.interceptors.request.use(aws4Interceptor({ instance, options, credentials }));
  const clients = {
    'bare axios': client(),
    'aws4-axios': instance,
    signed: client(azureCommunication({ endpoint: origin, accessKey })),
  };
  return Object.entries(clients).map(([name, sender]) =>
    timed(name, 50, () => inTurn(() => sender.post('/scopes', body), 50)),
  );
}

// What is compared is the provider's function as the engine calls it: both get a parsed URL and the body, and give the
// three headers. `interceptor.authorize` also parses a URL and looks for its route.
async function authorize(): Promise<readonly Contestant[]> {
  // Only here, because another checkout may not have them there.
  const { isPromise, routesOf } = await import('@axios-keyring/core/engine');
  const endpoint = 'https://contoso.communication.azure.com';
  const url = new URL(`${endpoint}/sms?api-version=2021-03-07`);
  const [route] = routesOf(azureCommunication({ endpoint, accessKey })) ?? [];
  if (!route) throw new Error('The interceptor has no route.');
  const plain = plainSigner(accessKey);
  const sizes: readonly (readonly [title: string, length: number, operations: number])[] = [
    ['0 B', 0, 200],
    ['1 KiB', 1_024, 200],
    ['1 MiB', 1_024 ** 2, 4],
  ];
  return sizes.flatMap(([title, length, operations]) => {
    const text = 'x'.repeat(length);
    const request = standIn(url, text);
    return [
      timed(`${title}, node:crypto`, operations, () => {
        for (let index = 0; index < operations; index += 1) plain('POST', url, text);
      }),
      timed(`${title}, provider`, operations, () => {
        for (let index = 0; index < operations; index += 1) {
          // A promise would be a signature that is not made yet.
          if (isPromise(route.authorizer.authorize(request))) throw new Error('It did not sign at once.');
        }
      }),
    ];
  });
}

/** A request that asks for credentials and is never sent. */
function standIn(url: URL, text: string): WireRequest {
  return {
    ...{ method: 'POST', url, host: url.host, baseURL: url.origin, body: text, options: {} },
    headers: {},
    bodyLength: 0,
    refusal: undefined,
    now: () => Date.now(),
    correctClock: () => false,
    exchange: () => Promise.reject(new Error('This request goes nowhere.')),
  };
}

function routes(): readonly Contestant[] {
  return [10, 100_000].map((count) => {
    const all = baseURLs(count);
    const keyring = keyringOf(all);
    // As many URLs as there are with the fewest routes: what does not fit into a processor's cache takes the memory's time.
    const urls = all.filter((_, index) => index % (count / 10) === 0).map((url) => `${url}/v2/categories`);
    return timed(`${count.toLocaleString('en')} routes`, 500, () => {
      for (let index = 0; index < 500; index += 1) {
        if (!keyring.match(urls[index % urls.length] ?? '')) throw new Error('A route was not found.');
      }
    });
  });
}

function exchanges(): readonly Contestant[] {
  const measure = async (): Promise<number> => {
    const baseURL = 'http://127.0.0.1';
    let issued = 0;
    const adapter: AxiosAdapter = async (config) => {
      const answer = await silent(config);
      if (config.url?.endsWith('/auth/external') !== true) return answer;
      issued += 1;
      // In seconds. The first one expires before the others are asked for.
      const data = { token: `token-${issued}`, expiresIn: issued === 1 ? 0.1 : 3_600 };
      return { ...answer, data: JSON.stringify({ success: true, data }) };
    };
    const portal = avanan({ platform: 'infinity', clientId: 'bench', accessKey: 'key', baseURL });
    const client = intercepted({ adapter, baseURL: `${baseURL}/app/hec-api/v1.0` }, portal);
    await client.get('/scopes');
    await sleep(100);
    await Promise.all(Array.from({ length: 10_000 }, () => client.get('/scopes')));
    return issued - 1;
  };
  return [{ name: '10,000 requests', measure }];
}

/** Sends one request after the other. */
async function inTurn(send: () => Promise<unknown>, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) await send();
}

function intercepted(config: CreateAxiosDefaults, interceptor?: RequestInterceptor): AxiosInstance {
  const client = axios.create(config);
  if (interceptor) client.interceptors.request.use(interceptor);
  return client;
}

// Ten routes share an origin, so both ways of finding one grow: by origin and by path.
function baseURLs(count: number): readonly string[] {
  return Array.from(
    { length: count },
    (_, index) => `https://api-${Math.floor(index / 10)}.example.com/tenants/${index}`,
  );
}

// Always of the same provider, so that a keyring costs what is its own.
function keyringOf(urls: readonly string[]): Keyring {
  const interceptor = taxjar({ apiToken: 'token' });
  return createKeyring(urls.map((baseURL) => ({ baseURL, interceptor })));
}
