import axios, { type AxiosInstance, type AxiosRequestConfig } from 'axios';
import FormDataPackage from 'form-data';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { type RecordedRequest, type TestServer } from '@axios-keyring/testing';
import { adapters } from '../fixtures/adapters.js';
import { bearer } from '../fixtures/bearer.js';
import { closedAfterTest } from '../../../../tools/test-setup/closed-after-test.js';
import { signed, signedOptions, startSignedAPI } from '../fixtures/signed.js';
import { type KeyringInterceptor } from '../interceptor.js';

const bytes = Buffer.from([0, 255, 13, 10]);

function specForm(): FormData {
  const form = new FormData();
  form.append('file', new Blob([bytes]), 'a.bin');
  return form;
}

function packageForm(): FormDataPackage {
  const form = new FormDataPackage();
  form.append('file', bytes, { filename: 'a.bin' });
  return form;
}

// The fetch adapter alone sends a form of the package as the text "[object FormData]".
const onlyHttp = new Set(['a form of the package']);

const bodies: Readonly<Record<string, () => unknown>> = {
  nothing: () => undefined,
  text: () => 'text',
  JSON: () => ({ a: 1 }),
  bytes: () => bytes,
  parameters: () => new URLSearchParams({ a: '1' }),
  'a form': specForm,
  'a form of the package': packageForm,
  'a blob': () => new Blob([bytes], { type: 'image/png' }),
};

const values = [false, null, undefined, '', ' '];

const names = [
  ...['Content-Type', 'Content-Length', 'Host', 'Authorization', 'Cookie', 'Accept', 'User-Agent'],
  ...['Accept-Encoding', 'X-Other'],
];

const isOld = /^1\.([0-9]|1[0-5])\./.test(axios.VERSION);

/** What arrived, without what is chosen anew for each request. */
function seen({ rawHeaders }: RecordedRequest): string[] {
  const lines = rawHeaders.flatMap((header, index) => {
    if (index % 2 === 1) return [];
    const name = header.toLowerCase();
    if (name === 'x-credential' || name === 'x-signature') return [];
    // Without a length, Node works it out for old versions, which follow no redirect here.
    if (isOld && (name === 'content-length' || name === 'transfer-encoding')) return [];
    // Boundaries differ in length.
    if (name === 'content-length' && Number(rawHeaders[index + 1]) > 100) return [`${name}: …`];
    return [`${name}: ${rawHeaders[index + 1]?.replace(/boundary=.*/, 'boundary=…') ?? ''}`];
  });
  return lines.sort();
}

describe.each(adapters)('over the $name adapter', ({ adapter, name: adapterName }) => {
  let api: TestServer;

  beforeEach(async () => {
    api = await closedAfterTest(startSignedAPI());
  });

  function clientOf(interceptor?: KeyringInterceptor): AxiosInstance {
    const client = axios.create({ adapter, baseURL: api.url, proxy: false, validateStatus: () => true });
    if (interceptor) client.interceptors.request.use(interceptor);
    return client;
  }

  async function sent(client: AxiosInstance, config: AxiosRequestConfig): Promise<string[] | string> {
    const before = api.requests.length;
    try {
      const { status } = await client.request({ url: '/a', ...config });
      const request = api.requests[before];
      const isSigned = request?.headers['x-signature'] === undefined || status === 200;
      return request && isSigned ? seen(request) : `${status}`;
    } catch {
      return 'fails';
    }
  }

  it.each(names)('%s that means "do not send" is what it is without a keyring', async (name) => {
    for (const [body, make] of Object.entries(bodies)) {
      if (adapterName === 'fetch' && onlyHttp.has(body)) continue;
      for (const value of values) {
        // Old versions send it as it is, and no server knows such a host.
        if (name === 'Host' && value === ' ') continue;
        const what = `${body}, ${value === undefined ? 'undefined' : JSON.stringify(value)}`;
        const request = (): AxiosRequestConfig => {
          const data = make();
          return { method: data === undefined ? 'get' : 'post', data, headers: headersOf(name, value) };
        };
        const expected = readable(body, await sent(clientOf(), request()));
        // An empty length breaks the request of axios alone.
        if (typeof expected === 'string') continue;
        const plain = await sent(clientOf(bearer({ token: 'secret', baseURL: api.url })), request());
        const withBody = await sent(clientOf(signed(signedOptions(api))), request());
        expect([what, readable(body, plain), readable(body, withBody)]).toEqual([what, expected, expected]);
      }
    }
  });
});

// As what it is sent: axios' types leave `null` and `undefined` out.
function headersOf(name: string, value: unknown): Record<string, string> {
  return Object.defineProperty({}, name, { value, enumerable: true });
}

/** Over fetch axios alone, or without any type, sends what no server can read; then the type of the body is right. */
function readable(body: string, lines: string[] | string): string[] | string {
  const type = ownTypes[body];
  if (type === undefined || typeof lines === 'string') return lines;
  return lines.map((line) => (unreadable.has(line) ? `content-type: ${type}` : line)).sort();
}

const unreadable = new Set([
  'content-type: ',
  'content-type: application/x-www-form-urlencoded',
  // The first versions of the fetch adapter leave the boundary out.
  'content-type: multipart/form-data',
]);

const ownTypes: Readonly<Record<string, string>> = {
  'a form': 'multipart/form-data; boundary=…',
  'a blob': 'image/png',
};
