import { afterAll, afterEach, describe, expect, it, jest } from '@jest/globals';
import axios from 'axios';
import https from 'node:https';
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { secretFile } from '../credentials/secret-file.js';
import { makeIssuer, type Pair } from '../fixtures/certificates.js';
import { type MutualTlsServer, startMutualTls } from '../fixtures/mutual-tls.js';
import { defineProvider, type OptionsOf } from '../provider.js';
import { type OptionSchema } from './option.js';

const issuer = makeIssuer();
const { ca } = issuer;
const server = issuer.issue('server');
const billing = issuer.issue('billing');
const stock = issuer.issue('stock');
issuer.openssl(
  ...[
    'pkcs12',
    '-export',
    '-inkey',
    'billing.key',
    '-in',
    'billing.pem',
    '-passout',
    'pass:open',
    '-out',
    'billing.p12',
  ],
);

const cleanups: (() => unknown)[] = [];
afterEach(() => {
  jest.restoreAllMocks();
  for (const cleanup of cleanups.splice(0)) cleanup();
});
afterAll(() => {
  issuer.close();
});

const api = defineProvider({
  name: 'api',
  environmentPrefix: 'API',
  options: {},
  baseURLs: () => ['https://api.example'],
  authorize: () => () => ({}),
  clientCertificate: () => () => stock,
});

type ClientCertificate = OptionsOf<typeof api>['clientCertificate'];

async function serve(): Promise<MutualTlsServer> {
  const started = await startMutualTls(server, ca);
  cleanups.push(() => {
    started.close();
  });
  return started;
}

function getter(baseURL: string, clientCertificate: ClientCertificate): (path?: string) => Promise<unknown> {
  const httpsAgent = new https.Agent({ ca, keepAlive: true });
  cleanups.push(() => {
    httpsAgent.destroy();
  });
  const client = axios.create({ adapter: 'http', proxy: false, httpsAgent, baseURL });
  client.interceptors.request.use(api({ baseURL, clientCertificate }));
  return (path = '/') => client.get(path).catch((error: unknown) => error);
}

const inFolder = (name: string): string => join(issuer.folder, name);

// As a shared config has one in a file.
function fileOf(name: string, part: string): ReturnType<typeof secretFile> {
  const parts = api.declaration.options.clientCertificate?.metadata.parts ?? {};
  const schema: OptionSchema | undefined = parts[part];
  if (!schema) throw new Error(`There is no part ${part}.`);
  return secretFile(inFolder(name), { option: `clientCertificate.${part}`, schema, shown: `file ${name}` });
}

describe('the option clientCertificate', () => {
  it.each<[string, ClientCertificate]>([
    ['texts', billing],
    ['bytes', { certificate: Buffer.from(billing.certificate), key: Buffer.from(billing.key) }],
    [
      'functions',
      {
        certificate: () => billing.certificate,
        key: (request) => Promise.resolve(request.method === 'GET' ? billing.key : ''),
      },
    ],
    ['files', { certificate: fileOf('billing.pem', 'certificate'), key: fileOf('billing.key', 'key'), ca }],
    ['an archive', { pkcs12: issuer.read('billing.p12'), passphrase: () => 'open' }],
    ['an archive in a file', { pkcs12: fileOf('billing.p12', 'pkcs12'), passphrase: 'open' }],
    ['a function', () => billing],
    ['a function that takes its time', () => Promise.resolve(billing)],
  ])('takes %s, and goes before what the provider has', async (_, given) => {
    const running = await serve();
    const get = getter(running.url, given);
    await get();
    await get();
    expect(running.clients()).toEqual(['billing', 'billing']);
  });

  it('is asked for each request where it has functions', async () => {
    const running = await serve();
    const pairs = new Map<string, Pair>([
      ['/billing', billing],
      ['/stock', stock],
    ]);
    const of = (part: 'certificate' | 'key') => (request: { readonly url: URL }) =>
      pairs.get(request.url.pathname)?.[part];
    const get = getter(running.url, { certificate: of('certificate'), key: of('key') });
    for (const path of ['/billing', '/stock', '/billing']) await get(path);
    expect(running.clients()).toEqual(['billing', 'stock', 'billing']);
    expect(await get('/nobody')).toMatchObject({
      code: 'ERR_KEYRING_CREDENTIAL',
      option: 'clientCertificate.certificate',
    });
    expect(running.clients()).toEqual([]);
  });

  it.each([
    [() => undefined, 'returned nothing, so there is no certificate'],
    [() => Promise.resolve(null), 'returned nothing'],
    [() => Promise.reject(new Error('no vault')), 'rejected'],
    [
      () => {
        throw new Error('no vault');
      },
      'threw',
    ],
  ])('that is a function and gives none fails the request', async (given, says) => {
    const running = await serve();
    const message = expect.stringContaining(`The function given as clientCertificate ${says}`);
    const clientCertificate: ClientCertificate = Object(given);
    expect(await getter(running.url, clientCertificate)()).toMatchObject({
      code: 'ERR_KEYRING_CREDENTIAL',
      message,
    });
    expect(running.visits).toEqual([]);
  });

  it('is read again when its files change, one after the other', async () => {
    const write = (name: string, text: string): void => {
      writeFileSync(inFolder(`${name}.new`), text);
      renameSync(inFolder(`${name}.new`), inFolder(name));
    };
    write('live.pem', billing.certificate);
    write('live.key', billing.key);
    const running = await serve();
    const get = getter(running.url, {
      certificate: fileOf('live.pem', 'certificate'),
      key: fileOf('live.key', 'key'),
    });
    await get();
    let now = Date.now();
    jest.spyOn(Date, 'now').mockImplementation(() => (now += 2_000));
    write('live.pem', stock.certificate);
    await get();
    write('live.key', stock.key);
    await get();
    expect(running.clients()).toEqual(['billing', 'billing', 'stock']);

    write('live.key', billing.key);
    await get();
    now += 70_000;
    expect(await get()).toMatchObject({
      code: 'ERR_KEYRING_CLIENT_CERTIFICATE',
      message: expect.stringContaining('belongs to another key'),
    });
    write('live.pem', billing.certificate);
    await get();
    expect(running.clients()).toEqual(['stock', 'billing']);
  });

  it.each<[object, string]>([
    [
      { certificate: billing.certificate },
      'clientCertificate has a certificate without its private key: give key as well.',
    ],
    [
      { certificate: billing.certificate, key: stock.key },
      'clientCertificate has a certificate that belongs to another key',
    ],
    [{ cert: billing.certificate, key: billing.key }, 'clientCertificate has no part "cert".'],
    [{ certificate: billing.certificate, key: '' }, 'clientCertificate has a key that is empty'],
    [{ certificate: billing.certificate, key: '${KEY}' }, 'clientCertificate has a key that is a variable'],
    [{ certificate: billing.certificate, key: 42 }, 'clientCertificate has a key that has to be a string'],
    [[], 'clientCertificate has to be an object with certificate and key, or with pkcs12'],
  ])('says what is wrong where it is given', (given, says) => {
    const call = (): unknown => Reflect.apply(api, undefined, [{ clientCertificate: given }]);
    expect(call).toThrow(
      expect.objectContaining({ code: 'ERR_KEYRING_OPTION', message: expect.stringContaining(says) }),
    );
  });

  it('makes two routes one only if it is the same', () => {
    const [first, second] = [billing, stock].map((clientCertificate) => api({ clientCertificate }));
    const client = axios.create({ adapter: () => Promise.reject(new Error('sent')) });
    for (const interceptor of [first, second]) if (interceptor) client.interceptors.request.use(interceptor);
    return expect(client.get('https://api.example/')).rejects.toMatchObject({
      code: 'ERR_KEYRING_DUPLICATE_ROUTE',
    });
  });
});
