import { type Registration } from './unmatched.js';
import { afterEach, describe, expect, it } from '@jest/globals';
import axios, { type AxiosInstance, type AxiosRequestConfig } from 'axios';
import { Readable } from 'node:stream';
import { adapters } from '../fixtures/adapters.js';
import { example } from '../fixtures/example-provider.js';
import { startWorld, type World, type WorldRequest } from '../fixtures/world.js';
import { KeyringError } from '../platform/errors.js';
import { createInterceptor, type KeyringInterceptor, routesOf } from '../interceptor.js';
import { RouteTable } from './route-table.js';

type Redirects = Readonly<Record<string, readonly [status: number, location: string]>>;

let world: World | undefined;

afterEach(async () => {
  await world?.close();
  world = undefined;
});

async function worldOf(redirects: Redirects): Promise<World> {
  world = await startWorld(({ url }, response) => {
    const redirect = redirects[url];
    if (redirect) response.writeHead(redirect[0], { location: redirect[1] }).end('moved');
    else response.end('arrived');
  });
  return world;
}

function seen(of: World): string[] {
  return of.requests.map(({ method, url, headers }) => [method, url, headers.authorization ?? '-'].join(' '));
}

function registrationOf(interceptor: KeyringInterceptor): Registration {
  const table = new RouteTable();
  for (const route of routesOf(interceptor) ?? []) table.add(route);
  return { table };
}

function last(of: World): WorldRequest {
  const request = of.requests.at(-1);
  if (!request) throw new Error('Nothing was sent.');
  return request;
}

describe.each(adapters)('redirects over the $name adapter', ({ adapter }) => {
  function clientOf(of: World, ...interceptors: KeyringInterceptor[]): AxiosInstance {
    const client = axios.create({ ...of.transport, adapter });
    for (const interceptor of interceptors) client.interceptors.request.use(interceptor);
    return client;
  }

  const api = 'https://eu.api.example';

  it('authorizes again, and afresh, on the same route', async () => {
    const here = await worldOf({ [`${api}/a`]: [302, '/b?x=1'] });

    const { data } = await clientOf(here, example({ token: 'one' })).get<string>(`${api}/a`);

    expect(data).toBe('arrived');
    expect(seen(here)).toEqual([`GET ${api}/a Bearer one`, `GET ${api}/b?x=1 Bearer one`]);
    expect(new Set(here.requests.map(({ headers }) => headers['x-nonce'])).size).toBe(2);
  });

  it.each([
    ['another host', 'https://evil.example/'],
    ['another port', 'https://eu.api.example:8443/'],
    ['a subdomain', 'https://deep.eu.api.example/'],
    ['the parent domain', 'https://api.example/'],
    ['plain http', 'http://eu.api.example/'],
    ['a protocol-relative address', '//evil.example/'],
    ['an address with userinfo', 'https://eu.api.example@evil.example/'],
  ])('sends no credential to %s', async (_what, location) => {
    const here = await worldOf({ [`${api}/a`]: [307, location] });
    const client = clientOf(here, example({ token: 'one' }));

    await client.post(`${api}/a`, { x: 1 }, { headers: { Cookie: 'session=1', 'x-own': 'mine' } });

    expect(here.requests).toHaveLength(2);
    expect(last(here).headers.authorization).toBeUndefined();
    expect(last(here).headers['x-nonce']).toBeUndefined();
    expect(last(here).headers.cookie).toBeUndefined();
    expect(last(here).headers['x-own']).toBe('mine');
    expect(last(here).body.toString()).toBe('{"x":1}');
  });

  it('stays without credentials on the way back from a stranger', async () => {
    const here = await worldOf({
      [`${api}/a`]: [302, 'https://evil.example/'],
      'https://evil.example/': [302, `${api}/chosen-by-evil`],
    });

    await clientOf(here, example({ token: 'one' })).get(`${api}/a`);

    expect(seen(here)).toEqual([
      `GET ${api}/a Bearer one`,
      'GET https://evil.example/ -',
      `GET ${api}/chosen-by-evil -`,
    ]);
  });

  it('sends no credential to a path outside of the base URL', async () => {
    const here = await worldOf({ [`${api}/v2/a`]: [302, '/v2x'] });

    await clientOf(here, example({ token: 'one', baseURL: `${api}/v2` })).get(`${api}/v2/a`);

    expect(seen(here)).toEqual([`GET ${api}/v2/a Bearer one`, `GET ${api}/v2x -`]);
  });

  it('uses the credentials of another route there and only there', async () => {
    const us = 'https://us.api.example';
    const here = await worldOf({ [`${api}/a`]: [302, `${us}/b`], [`${us}/b`]: [302, `${api}/c`] });
    const interceptors = [example({ token: 'eu' }), example({ token: 'us', region: 'us' })];

    await clientOf(here, ...interceptors).get(`${api}/a`);

    expect(seen(here)).toEqual([`GET ${api}/a Bearer eu`, `GET ${us}/b Bearer us`, `GET ${api}/c -`]);
  });

  it('leaves the user’s own sensitive headers and auth behind', async () => {
    const here = await worldOf({ [`${api}/a`]: [302, 'https://evil.example/'] });
    const headers = { 'x-api-key': 'own', 'x-plain': 'own' };

    await clientOf(here, example({ token: 'one' })).get(`${api}/a`, {
      headers,
      auth: { username: 'user', password: 'own-password' },
      sensitiveHeaders: ['X-Api-Key'],
    });

    expect(last(here).headers).toMatchObject({ 'x-plain': 'own' });
    expect(last(here).headers['x-api-key']).toBeUndefined();
    expect(last(here).headers.authorization).toBeUndefined();
  });

  it.each([
    [301, 'post', 'GET', ''],
    [302, 'post', 'GET', ''],
    [303, 'post', 'GET', ''],
    [303, 'put', 'GET', ''],
    [301, 'put', 'PUT', '{"x":1}'],
    [307, 'post', 'POST', '{"x":1}'],
    [308, 'patch', 'PATCH', '{"x":1}'],
  ])('%i of a %s goes on as %s', async (status, method, expectedMethod, expectedBody) => {
    const here = await worldOf({ [`${api}/a`]: [status, `${api}/b`] });

    await clientOf(here, example({ token: 'one' })).request({ url: `${api}/a`, method, data: { x: 1 } });

    expect(last(here).method).toBe(expectedMethod);
    expect(last(here).body.toString()).toBe(expectedBody);
    expect(last(here).headers['content-type']).toBe(expectedBody ? 'application/json' : undefined);
    expect(last(here).headers.authorization).toBe('Bearer one');
  });

  it('keeps HEAD', async () => {
    const here = await worldOf({ [`${api}/a`]: [303, `${api}/b`] });

    await clientOf(here, example({ token: 'one' })).head(`${api}/a`);

    expect(last(here).method).toBe('HEAD');
  });

  it('refuses to repeat a stream', async () => {
    const here = await worldOf({ [`${api}/a`]: [307, `${api}/b`] });
    const request = clientOf(here, example({ token: 'one' })).post(`${api}/a`, Readable.from(['text']));

    await expect(request).rejects.toMatchObject({
      code: 'ERR_KEYRING_BODY_NOT_REPLAYABLE',
      isAxiosError: true,
    });
    await expect(request).rejects.toThrow(/stream/);
    expect(here.requests).toHaveLength(1);
  });

  it.each([
    ['maxRedirects: 0', 0, 'follow'],
    ['fetchOptions.redirect: manual', 5, 'manual'],
  ])('hands over the redirect with %s', async (_what, maxRedirects, redirect) => {
    const here = await worldOf({ [`${api}/a`]: [302, '/b'] });
    const fetchOptions = { ...here.transport.fetchOptions, redirect };
    const client = clientOf(here, example({ token: 'one' }));

    const request = client.get(`${api}/a`, { maxRedirects, fetchOptions });

    await expect(request).rejects.toMatchObject({ response: { status: 302, headers: { location: '/b' } } });
    expect(here.requests).toHaveLength(1);
  });

  it('counts redirects as axios does', async () => {
    const here = await worldOf({ [`${api}/a`]: [302, '/a'] });
    const request = clientOf(here, example({ token: 'one' })).get(`${api}/a`, { maxRedirects: 3 });

    await expect(request).rejects.toMatchObject({ code: 'ERR_FR_TOO_MANY_REDIRECTS', isAxiosError: true });
    expect(here.requests).toHaveLength(4);
  });

  it('hands over a redirect without a Location', async () => {
    world = await startWorld((_request, response) => response.writeHead(302).end());
    const client = clientOf(world, example({ token: 'one' }));

    expect(await client.get(`${api}/a`, { validateStatus: null })).toMatchObject({ status: 302 });
  });

  it.each(['ftp://eu.api.example/', 'http://['])('fails on a Location that is %s', async (location) => {
    const here = await worldOf({ [`${api}/a`]: [302, location] });
    const request = clientOf(here, example({ token: 'one' })).get(`${api}/a`);

    await expect(request).rejects.toMatchObject({ code: 'ERR_FR_REDIRECTION_FAILURE' });
  });

  it('tells the final address as responseUrl, as follow-redirects does', async () => {
    const here = await worldOf({ [`${api}/a`]: [302, '/b'] });
    const response = await clientOf(here, example({ token: 'one' })).get(`${api}/a`);

    const request: { url?: string; res?: { responseUrl?: string } } = Object(response.request);
    expect(request.res?.responseUrl ?? request.url).toBe(`${api}/b`);
  });

  describe('beforeRedirect', () => {
    it('sees the hop without any credential, and may change its headers', async () => {
      const here = await worldOf({ [`${api}/a`]: [302, '/b'] });
      const calls: unknown[] = [];

      await clientOf(here, example({ token: 'one' })).get(`${api}/a`, {
        headers: { 'x-own': 'mine' },
        beforeRedirect: (options, response, request) => {
          const { href, method, path, hostname, headers } = options;
          calls.push(structuredClone([{ href, method, path, hostname, headers }, response, request]));
          Object.assign(Object(options.headers), { 'x-hook': 'was here' });
        },
      });

      expect(calls).toEqual([
        [
          expect.objectContaining({
            href: `${api}/b`,
            method: 'GET',
            path: '/b',
            hostname: 'eu.api.example',
          }),
          { statusCode: 302, headers: expect.objectContaining({ location: '/b' }) },
          { url: `${api}/a`, method: 'GET', headers: expect.objectContaining({ 'x-own': 'mine' }) },
        ],
      ]);
      expect(JSON.stringify(calls)).not.toMatch(/Bearer|nonce/);
      expect(last(here).headers).toMatchObject({ 'x-hook': 'was here', authorization: 'Bearer one' });
    });

    it('sees cookies that are set on the way, and keeps what the user does not want sent', async () => {
      const here = await startWorld(({ url }, response) => {
        const cookies = { 'set-cookie': ['sid=1', 'b=2'], location: '/b' };
        response.writeHead(url === `${api}/a` ? 302 : 200, url === `${api}/a` ? cookies : {}).end();
      });
      world = here;
      let seenCookies: unknown;

      await clientOf(here, example({ token: 'one' })).get(`${api}/a`, {
        headers: { 'X-List': ['1', '2'], 'X-Unwanted': false },
        beforeRedirect: (_, { headers }) => {
          seenCookies = headers['set-cookie'];
        },
      });

      // Some versions of axios keep only the last one over fetch.
      expect([seenCookies].flat()).toContain('b=2');
      expect(last(here).headers).toMatchObject({ 'x-list': expect.stringMatching(/^1, ?2$/) });
      expect(last(here).headers).not.toHaveProperty('x-unwanted');
    });

    it('may give the next hop credentials of the user’s own', async () => {
      const stranger = 'https://files.example';
      const here = await worldOf({ [`${api}/a`]: [302, `${stranger}/b`] });

      await clientOf(here, example({ token: 'one' })).get(`${api}/a`, {
        beforeRedirect: (options) => {
          options.auth = 'me:a:b';
        },
      });

      const basic = `Basic ${Buffer.from('me:a:b').toString('base64')}`;
      expect(seen(here)[1]).toBe(`GET ${stranger}/b ${basic}`);
    });

    it('may abort the request, and nothing more is sent', async () => {
      const here = await worldOf({ [`${api}/a`]: [302, '/b'] });
      const controller = new AbortController();

      const request = clientOf(here, example({ token: 'one' })).get(`${api}/a`, {
        signal: controller.signal,
        beforeRedirect: () => {
          controller.abort();
        },
      });

      await expect(request).rejects.toMatchObject({ code: 'ERR_CANCELED' });
      expect(here.requests).toHaveLength(1);
    });

    it('may lead somewhere else, where the credentials do not follow', async () => {
      const here = await worldOf({ [`${api}/a`]: [302, '/b'] });

      await clientOf(here, example({ token: 'one' })).get(`${api}/a`, {
        beforeRedirect: (options) => {
          options.hostname = 'elsewhere.example';
        },
      });

      expect(seen(here)[1]).toBe('GET https://elsewhere.example/b -');
    });

    it('may refuse', async () => {
      const here = await worldOf({ [`${api}/a`]: [302, '/b'] });
      const request = clientOf(here, example({ token: 'one' })).get(`${api}/a`, {
        beforeRedirect: () => {
          throw new Error('not there');
        },
      });

      await expect(request).rejects.toMatchObject({
        code: 'ERR_FR_REDIRECTION_FAILURE',
        message: 'Redirected request failed: not there',
        cause: new Error('not there'),
      });
      expect(here.requests).toHaveLength(1);
    });
  });

  it('follows 300 where it says where to, and nothing that does not', async () => {
    const here = await worldOf({ [`${api}/a`]: [300, '/b'], [`${api}/empty`]: [302, ''] });
    const client = clientOf(here, example({ token: 'one' }));

    expect((await client.get<string>(`${api}/a`)).data).toBe('arrived');
    await expect(client.get(`${api}/empty`)).rejects.toMatchObject({ response: { status: 302 } });
    expect(here.requests).toHaveLength(3);
  });

  it('asks what is to become of an address of no route', async () => {
    const stranger = 'https://stranger.example';
    const here = await worldOf({ [`${api}/a`]: [307, `${stranger}/b`] });
    const { table } = registrationOf(example({ token: 'one' }));
    const onUnmatched = ({ origin }: URL): never => {
      throw new KeyringError({ code: 'ERR_KEYRING_UNMATCHED', message: `No route covers ${origin}.` });
    };
    const client = clientOf(here, createInterceptor('strict', { table, onUnmatched }));

    const request = client.post(`${api}/a`, { confidential: true });

    await expect(request).rejects.toMatchObject({
      code: 'ERR_KEYRING_UNMATCHED',
      message: expect.stringContaining(`No route covers ${stranger}.`),
    });
    expect(here.requests.map(({ url }) => url)).toEqual([`${api}/a`]);
  });

  it('follows nothing for a request of no route but what axios follows itself', async () => {
    const here = await worldOf({ 'https://open.example/': [302, `${api}/a`] });

    await clientOf(here, example({ token: 'one' })).get('https://open.example/');

    expect(seen(here)).toEqual(['GET https://open.example/ -', `GET ${api}/a -`]);
  });
});

describe('a redirect that a browser hides', () => {
  const api = 'https://eu.api.example';

  /** Answers as the fetch adapter does for an opaque redirect: https://fetch.spec.whatwg.org/#opaque-redirect */
  function clientInBrowser(config: AxiosRequestConfig = {}): AxiosInstance {
    const client = axios.create({
      ...config,
      adapter: (sealed) =>
        Promise.resolve({
          ...{ data: '', status: 0, statusText: '', headers: {}, config: sealed },
          request: new Request(`${api}/a`),
        }),
    });
    client.interceptors.request.use(example({ token: 'one' }));
    return client;
  }

  it('fails, and says what to do', async () => {
    await expect(clientInBrowser().get(`${api}/a`)).rejects.toMatchObject({
      code: 'ERR_FR_REDIRECTION_FAILURE',
      message: expect.stringContaining('Send the request to the final URL'),
    });
  });

  it.each([
    { maxRedirects: 0 },
    { fetchOptions: { redirect: 'manual' } },
    { fetchOptions: { mode: 'no-cors' } },
  ])('is handed over with %j', async (config) => {
    await expect(clientInBrowser(config).get(`${api}/a`)).resolves.toMatchObject({ status: 0 });
  });
});
