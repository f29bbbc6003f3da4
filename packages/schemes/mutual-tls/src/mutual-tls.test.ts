import https from 'node:https';
import { X509Certificate } from 'node:crypto';
import { inspect } from 'node:util';
import axios, { type AxiosInstance } from 'axios';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type MutualTlsEmulator, startEmulator } from '@axios-keyring/mutual-tls/emulator';
import { refusalHint } from '@axios-keyring/core';
import { findText, type RecordedRequest, startServer, type TestServer } from '@axios-keyring/testing';
import { closedAfterTest } from '../../../../tools/test-setup/closed-after-test.js';
import { type Certificates, makeCertificates } from '../emulator/certificates.js';
import { mutualTls, type MutualTlsOptions } from './index.js';

type ClientCertificate = NonNullable<MutualTlsOptions>['clientCertificate'];

let own: Certificates;
let others: Certificates;

beforeAll(async () => {
  [own, others] = await Promise.all([makeCertificates(), makeCertificates()]);
});

const agents: https.Agent[] = [];
afterEach(() => {
  for (const agent of agents.splice(0)) agent.destroy();
});

/** The API; `/to/…` answers with a redirect. */
const emulate = (): Promise<MutualTlsEmulator> =>
  closedAfterTest(
    startEmulator({
      certificates: own,
      respond: ({ target }) => {
        const location = /^\/api\/to\/(.*)$/.exec(target)?.[1];
        return location === undefined
          ? undefined
          : { status: 302, headers: { location: decodeURIComponent(location) } };
      },
    }),
  );

/** A server of somebody else that asks for a certificate too, and takes everybody. */
const startStranger = (): Promise<TestServer> =>
  closedAfterTest(startServer((_, response) => void response.end(), 0, { ...own.server, ca: own.ca }));

function clientWith(
  routes: Readonly<Record<string, ClientCertificate>>,
  httpsAgent?: https.Agent,
): AxiosInstance {
  const agent = httpsAgent ?? new https.Agent({ ca: own.ca, keepAlive: true });
  agents.push(agent);
  const client = axios.create({ adapter: 'http', proxy: false, httpsAgent: agent });
  for (const [baseURL, clientCertificate] of Object.entries(routes))
    client.interceptors.request.use(mutualTls({ baseURL, clientCertificate }));
  return client;
}

const outcomeOf = (sent: Promise<unknown>): Promise<unknown> => sent.catch((error: unknown) => error);

/** The path of each request, and the common name that its client showed. */
function visits({
  requests,
}: {
  readonly requests: readonly RecordedRequest[];
}): (readonly [path: string, subject: string | undefined])[] {
  return requests.map(({ target, clientCertificate }) => [
    target,
    clientCertificate && new X509Certificate(clientCertificate.bytes).subject,
  ]);
}

describe('the certificate', () => {
  it('is shown below its base URL, and to nobody else', async () => {
    const [api, stranger] = await Promise.all([emulate(), startStranger()]);
    const client = clientWith({ [`${api.url}/api`]: own.client });
    for (const url of [
      `${api.url}/api/a`,
      `${api.url}/apis`,
      `${api.url}/b`,
      `${stranger.url}/api`,
      `${api.url}/api`,
    ])
      await outcomeOf(client.get(url));
    await outcomeOf(client.get(`${api.url}/api/off`, { keyring: false }));

    expect(visits(api)).toEqual([
      ['/api/a', 'CN=client'],
      ['/apis', undefined],
      ['/b', undefined],
      ['/api', 'CN=client'],
      ['/api/off', undefined],
    ]);
    expect(visits(stranger)).toEqual([['/api', undefined]]);
  });

  it('goes along with a redirect within its base URL only', async () => {
    const [api, stranger] = await Promise.all([emulate(), startStranger()]);
    const client = clientWith({ [`${api.url}/api`]: own.client });
    for (const target of ['/api/within', '/outside', `${stranger.url}/elsewhere`])
      await outcomeOf(client.get(`${api.url}/api/to/${encodeURIComponent(target)}`));

    expect(visits(api).filter(([target]) => !target.startsWith('/api/to/'))).toEqual([
      ['/api/within', 'CN=client'],
      ['/outside', undefined],
    ]);
    expect(visits(stranger)).toEqual([['/elsewhere', undefined]]);
  });

  it('leaves the request as it is, with every body', async () => {
    const api = await emulate();
    const client = clientWith({ [api.url]: own.client });
    const bare = axios.create({ adapter: 'http', proxy: false, httpsAgent: client.defaults.httpsAgent });
    for (const data of ['{"a":"ü"}', Buffer.from([0, 255]), new URLSearchParams('a=b'), undefined])
      for (const sender of [client, bare])
        await outcomeOf(sender.post(`${api.url}/things?a=1%20`, data, { headers: { 'X-Own': 'x' } }));

    const sent = api.requests.map(({ method, target, rawHeaders, body }) => ({
      method,
      target,
      rawHeaders,
      body,
    }));
    expect(sent.filter((_, index) => index % 2 === 0)).toEqual(sent.filter((_, index) => index % 2 === 1));
    expect(api.requests.map(({ status }) => status)).toEqual([200, 400, 200, 400, 200, 400, 200, 400]);
  });

  it('is asked for each request, where it is a function', async () => {
    const api = await emulate();
    const answers = [others.client, own.client];
    const client = clientWith({ [api.url]: () => Promise.resolve(answers.shift() ?? own.client) });
    await outcomeOf(client.get(`${api.url}/before`));
    await client.get(`${api.url}/after`);
    await expect(
      clientWith({ [api.url]: () => Promise.reject(new Error('no vault')) }).get(api.url),
    ).rejects.toMatchObject({ code: 'ERR_KEYRING_CREDENTIAL', option: 'clientCertificate' });

    expect(api.requests.map(({ target, status }) => [target, status])).toEqual([
      ['/before', 400],
      ['/after', 200],
    ]);
  });

  it('two certificates do not mix, whatever agent there is', async () => {
    const api = await emulate();
    const { client: own1, server: own2 } = own;
    const client = clientWith({ [`${api.url}/a`]: own1, [`${api.url}/b`]: own2 });
    for (const path of ['/a', '/b', '/a', '/b']) await outcomeOf(client.get(api.url + path));

    expect(visits(api)).toEqual([
      ['/a', 'CN=client'],
      ['/b', 'CN=server'],
      ['/a', 'CN=client'],
      ['/b', 'CN=server'],
    ]);
  });

  it('is shown again by what sends a request again', async () => {
    const api = await emulate();
    const client = clientWith({ [api.url]: own.client });
    const { config } = await client.get(`${api.url}/once`);
    await client.request(config);

    expect(visits(api)).toEqual([
      ['/once', 'CN=client'],
      ['/once', 'CN=client'],
    ]);
  });

  it('nobody sees the key', async () => {
    const api = await emulate();
    const line = own.client.key.split('\n')[1] ?? '';
    const client = clientWith({ [api.url]: { ...own.client, ca: own.ca } });
    const interceptor = mutualTls({ baseURL: api.url, clientCertificate: { ...own.client, ca: own.ca } });
    const answered = await client.get(api.url);
    const failed = await outcomeOf(clientWith({ [api.url]: own.server }).get(api.url));
    const seen = [
      answered,
      failed,
      client.defaults,
      agents,
      interceptor,
      await interceptor.explain({ url: api.url }),
    ];

    expect(findText(seen, line)).toEqual([]);
    expect(inspect(seen, { depth: Infinity, showHidden: true })).not.toContain(line);
  });
});

it('sends a refused request once', async () => {
  const api = await emulate();
  const client = clientWith({ [api.url]: () => own.server });
  await outcomeOf(client.get(`${api.url}/a`));

  expect(api.requests.map(({ status, refusal }) => [status, refusal])).toEqual([
    [403, 'The client certificate is of somebody else.'],
  ]);
});

it('explains and verifies, and has nothing for another client to add', async () => {
  const api = await emulate();
  const clientCertificate = { ...own.client, ca: own.ca };
  const interceptor = mutualTls({ baseURL: api.url, clientCertificate, verifyPath: '/me' });

  expect(await interceptor.verify({ proxy: false })).toMatchObject({ ok: true });
  expect(await interceptor.explain({ url: api.url })).toMatchObject({
    clientCertificate: { subject: 'CN=client' },
    ...{ parts: [], headers: [], query: [] },
  });
  expect((await interceptor.authorize({ url: api.url })).credential).toEqual({});
  expect(await mutualTls({ baseURL: api.url, clientCertificate }).verify()).toMatchObject({
    routes: [{ outcome: 'unverified' }],
  });
});

it('takes nothing from the environment', () => {
  const variables = Object.values(mutualTls.declaration.options).map(({ metadata }) => metadata.env);
  expect(variables.filter((name) => name !== undefined)).toEqual([]);
});

describe('a refusal', () => {
  it.each([
    ['of an unknown issuer', () => others.client, /^The API does not accept the client certificate: see/],
    [
      'of somebody else',
      () => own.server,
      /^The API saw the client certificate, and does not let its holder/,
    ],
  ])('%s is explained', async (_, certificate, hint) => {
    const api = await emulate();
    const failed = await outcomeOf(clientWith({ [api.url]: certificate() }).get(api.url));
    expect(refusalHint(failed)).toMatch(hint);
  });

  it.each([
    [400, '400 No required SSL certificate was sent', {}, 'No certificate arrived, though one was shown'],
    [401, '', { 'WWW-Authenticate': 'Bearer' }, 'The API asks for bearer, and not for a client certificate.'],
    [401, '', {}, 'The API does not take the client certificate'],
    [400, 'amount is missing', {}, undefined],
  ])('with %d and %j is explained', async (status, body, headers, hint) => {
    const api = await closedAfterTest(
      startServer((_, response) => void response.writeHead(status, headers).end(body), 0, {
        ...own.server,
        ca: own.ca,
      }),
    );
    const failed = await outcomeOf(clientWith({ [api.url]: own.client }).get(api.url));
    if (hint === undefined) expect(refusalHint(failed)).toBeUndefined();
    else expect(refusalHint(failed)).toContain(hint);
  });
});

it('the emulator says what is wrong with a certificate', async () => {
  const api = await emulate();
  const client = clientWith({ [`${api.url}/others`]: others.client });
  for (const path of ['/others', '/none']) await outcomeOf(client.get(api.url + path));

  expect(api.requests.map(({ refusal }) => refusal)).toEqual([
    expect.stringMatching(/^The client certificate was not verified: .+\.$/),
    'The client showed no certificate.',
  ]);
});
