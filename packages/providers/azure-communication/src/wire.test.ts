import { Readable } from 'node:stream';
import axios, { type AxiosInstance, type AxiosRequestConfig } from 'axios';
import FormDataPackage from 'form-data';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type AzureCommunicationEmulator, startEmulator } from '@axios-keyring/azure-communication/emulator';
import { type RecordedRequest } from '@axios-keyring/testing';
import { azureCommunication, type AzureCommunicationOptions } from './index.js';

type Emulator = AzureCommunicationEmulator;

const unicode = 'grüße, 世界, 🙂';

function specForm(): FormData {
  const form = new FormData();
  form.append('text', unicode);
  form.append('file', new Blob([unicode], { type: 'text/plain' }), 'ä "file".txt');
  return form;
}

function packageForm(): FormDataPackage {
  const form = new FormDataPackage();
  form.append('text', unicode);
  form.append('file', Buffer.from([0, 255, 13, 10]), 'picture.png');
  return form;
}

let emulator: Emulator;

beforeEach(async () => {
  emulator = await startEmulator();
});
afterEach(() => emulator.close());

// The emulator signs again what arrived, byte for byte, and refuses what differs.
describe.each(['http', 'fetch'] as const)('over the %s adapter, the emulator accepts', (adapter) => {
  function client(options: Pick<AzureCommunicationOptions, 'bufferStreams' | 'date'> = {}): AxiosInstance {
    const { accessKey } = emulator.credentials;
    const instance = axios.create({ adapter, baseURL: emulator.url, proxy: false });
    instance.interceptors.request.use(azureCommunication({ endpoint: emulator.url, accessKey, ...options }));
    return instance;
  }

  async function accepted(
    config: AxiosRequestConfig,
    instance: AxiosInstance = client(),
  ): Promise<RecordedRequest | undefined> {
    const { status } = await instance.request({ ...config, validateStatus: null });
    expect({ status, refusal: emulator.requests[0]?.refusal }).toEqual({ status: 200, refusal: undefined });
    return emulator.requests[0];
  }

  it.each<[string, AxiosRequestConfig]>([
    ['no body', {}],
    ['an empty string', { data: '' }],
    ['an object', { data: { from: '+15550100', message: unicode } }],
    ['an array', { data: [{ to: unicode }, null] }],
    ['a string', { data: unicode }],
    ['JSON as a string', { data: '{ "a": 1.0 }', headers: { 'Content-Type': 'application/json' } }],
    ['a Buffer', { data: Buffer.from([0, 255, 13, 10, 128]) }],
    ['a Uint8Array', { data: Uint8Array.of(255, 0, 10) }],
    ['a view on a part of a buffer', { data: Uint8Array.of(1, 2, 3, 4, 5).subarray(1, 3) }],
    ['an ArrayBuffer', { data: Uint8Array.of(255, 0, 10).buffer }],
    ['URLSearchParams', { data: new URLSearchParams({ 'a b': unicode }) }],
    ['spec FormData', { data: specForm() }],
    ['the form-data package', { data: packageForm() }],
    ['an object as a form', { data: { a: [unicode] }, headers: { 'Content-Type': 'multipart/form-data' } }],
    ['a Blob', { data: new Blob([unicode], { type: 'text/plain' }) }],
    ['a megabyte', { data: Buffer.alloc(1_000_000, unicode) }],
  ])('the body: %s', async (_, config) => {
    await accepted({ method: 'post', url: '/emails', ...config });
  });

  it.each(['get', 'head', 'delete', 'put', 'patch', 'post', 'options'])(
    '%s without a body',
    async (method) => {
      await accepted({ method, url: '/rooms/8' });
    },
  );

  it.each(['delete', 'put', 'patch'])('%s with a body', async (method) => {
    await accepted({ method, url: '/rooms/8', data: { a: unicode } });
  });

  it('a stream, where it may be read into memory', async () => {
    const instance = client({ bufferStreams: 1_000 });
    const arrived = await accepted({ method: 'post', url: '/a', data: Readable.from([unicode]) }, instance);
    expect(arrived?.body.toString()).toBe(unicode);
  });

  it.each<[string, AxiosRequestConfig]>([
    ['the root', { url: '/' }],
    ['spaces and unicode', { url: '/a b/ü?c d=世' }],
    ['encoded slashes and percents', { url: '/a%2Fb%25?c=%2F%zz' }],
    ['brackets', { url: '/a?b[]=1', params: { 'c[d]': '[e]' } }],
    ['dot segments', { url: '/a/../b/%2e%2e/c' }],
    ['a fragment', { url: '/a?b=1#c' }],
    ['a question mark at the end', { url: '/a?' }],
    ['the API version and params', { url: '/a?api-version=2023-03-31', params: { top: 10 } }],
    ['dates', { url: '/a', params: { startTime: new Date(0) } }],
    ['what axios leaves alone', { url: '/a', params: { q: ":$,'()*!~ @/" } }],
    ['repeated params', { url: '/a', params: { ids: [1, 2] }, paramsSerializer: { indexes: null } }],
    ['nested params', { url: '/a', params: { a: { b: [{ c: unicode }] } } }],
    ['URLSearchParams', { url: '/a', params: new URLSearchParams([['a b', "c'd"]]) }],
    ['a serializer', { url: '/a', params: { b: 1 }, paramsSerializer: { serialize: () => "b=it's ü" } }],
  ])('the URL: %s', async (_, config) => {
    await accepted(config);
  });

  it('userinfo in the URL, which does not replace the signature', async () => {
    await accepted({ url: `${emulator.url.replace('//', '//user:password@')}/a` });
  });

  it('the option auth, which does not either', async () => {
    await accepted({ url: '/a', auth: { username: 'user', password: 'password' } });
  });

  it('what an interceptor that runs after ours made of a request', async () => {
    const instance = axios.create({ adapter, baseURL: emulator.url, proxy: false });
    instance.interceptors.request.use((config) =>
      Object.assign(config, { url: '/b', params: { "it's": 1 }, data: { changed: unicode } }),
    );
    const { accessKey } = emulator.credentials;
    instance.interceptors.request.use(azureCommunication({ endpoint: emulator.url, accessKey }));
    const arrived = await accepted({ method: 'post', url: '/a', data: 'a' }, instance);
    expect(arrived).toMatchObject({ target: '/b?it%27s=1' });
    expect(arrived?.body.toString()).toBe(`{"changed":"${unicode}"}`);
  });

  it('the same request a second time, signed anew', async () => {
    const instance = client();
    const { config } = await instance.post('/a', { a: 1 });
    await expect(instance.request({ ...config, data: { a: 22 } })).resolves.toMatchObject({ status: 200 });
    expect(emulator.requests.map(({ body }) => body.toString())).toEqual(['{"a":1}', '{"a":22}']);
  });

  it('the date in the header that was asked for', async () => {
    const arrived = await accepted({ url: '/a' }, client({ date: 'date' }));
    expect(arrived?.headers['x-ms-date']).toBeUndefined();
  });
});

it('a request that the emulator refuses fails with its status, once', async () => {
  const accessKey = Buffer.from('another key').toString('base64');
  const instance = axios.create({ baseURL: emulator.url, proxy: false });
  instance.interceptors.request.use(azureCommunication({ endpoint: emulator.url, accessKey }));
  await expect(instance.get('/a')).rejects.toMatchObject({ response: { status: 401 } });
  expect(emulator.requests).toHaveLength(1);
});
