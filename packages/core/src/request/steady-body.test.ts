import http from 'node:http';
import axios from 'axios';
import FormDataPackage from 'form-data';
import { describe, expect, it } from '@jest/globals';
import { type RecordedRequest, startServer, type TestServer } from '@axios-keyring/testing';
import { adapters } from '../fixtures/adapters.js';
import { bearer } from '../fixtures/bearer.js';
import { closedAfterTest } from '../../../../tools/test-setup/closed-after-test.js';
import { signed, signedOptions, startSignedAPI } from '../fixtures/signed.js';

/** A body, and what a user does to it meanwhile. */
interface Changing {
  readonly data: unknown;
  readonly change: () => void;
}

function changingBuffer(): Changing {
  const data = Buffer.from('as it was');
  return { data, change: () => data.fill('x') };
}

const bodies: readonly (readonly [what: string, make: () => Changing])[] = [
  ['a Buffer', changingBuffer],
  [
    'an ArrayBuffer',
    () => {
      const bytes = new TextEncoder().encode('as it was');
      return { data: bytes.buffer, change: () => bytes.fill(0) };
    },
  ],
  [
    'a typed array',
    () => {
      const data = new Uint16Array([97, 98, 99]);
      return { data, change: () => data.fill(0) };
    },
  ],
  [
    'a form with a file',
    () => {
      const data = new FormData();
      data.append('file', new File(['as it was'], 'a "file".txt', { type: 'text/plain' }));
      return {
        data,
        change: () => {
          data.append('more', 'x');
        },
      };
    },
  ],
  [
    'a form of the form-data package',
    () => {
      const data = new FormDataPackage();
      const file = Buffer.from('as it was');
      data.append('file', file, { filename: 'a.txt' });
      return {
        data,
        change: () => {
          file.fill('x');
          data.append('more', 'x');
        },
      };
    },
  ],
];

/** Type and body as they arrived. A form that axios writes gets another boundary each time. */
function arrived({ headers, body }: RecordedRequest): string {
  const type = headers['content-type'] ?? '';
  const content = Buffer.from(body).toString('latin1');
  const boundary = /^--(\S+)/.exec(content)?.[1];
  const text = `${type}\n${content}`;
  return boundary === undefined ? text : text.replaceAll(boundary, '…');
}

describe.each(adapters)('over the $name adapter', ({ adapter }) => {
  describe.each(bodies)('%s that is changed', (what, make) => {
    /** Refuses or redirects the first attempt, when the user changes the body. */
    async function startTwice(answer: 307 | 401, change: () => void): Promise<TestServer> {
      let isFirst = true;
      return closedAfterTest(
        startServer((_, response) => {
          if (isFirst) {
            change();
            response.writeHead(answer, { location: '/b' });
          }
          isFirst = false;
          response.end();
        }),
      );
    }

    it('while a credential is waited for is signed and sent as it was', async () => {
      const api = await closedAfterTest(startSignedAPI());
      const { data, change } = make();
      const options = signedOptions(api);
      let isChanging = false;
      const key = async (): Promise<string> => {
        await Promise.resolve();
        if (isChanging) change();
        return options.key;
      };
      const client = axios.create({ adapter, baseURL: api.url, proxy: false });
      client.interceptors.request.use(signed({ ...options, key }));
      await client.post('/a', make().data);
      isChanging = true;

      await client.post('/a', data);

      const [unchanged, changed] = api.requests.map(arrived);
      expect(changed).toBe(unchanged);
    });

    it.each([307, 401] as const)('is sent again as it was, after %d', async (answer) => {
      const { data, change } = make();
      const api = await startTwice(answer, change);
      let asked = 0;
      const token = (): string => `token ${(asked += 1)}`;
      const client = axios.create({ adapter, baseURL: api.url, proxy: false });
      client.interceptors.request.use(bearer({ token, baseURL: api.url }));

      const { status } = await client.post('/a', data);

      const [first, second, ...others] = api.requests.map(arrived);
      expect(status).toBe(200);
      expect(first).toContain(what === 'a typed array' ? 'a\0b\0c' : 'as it was');
      expect(second).toBe(first);
      expect(others).toEqual([]);
    });
  });
});

it('bytes that are changed while the connection opens are sent as they were signed', async () => {
  const api = await closedAfterTest(startSignedAPI());
  const { data, change } = changingBuffer();
  const httpAgent = new http.Agent();
  const connect: unknown = Reflect.get(httpAgent, 'createConnection');
  Object.assign(httpAgent, {
    createConnection: (...given: unknown[]): unknown => {
      change();
      return typeof connect === 'function' ? Reflect.apply(connect, httpAgent, given) : undefined;
    },
  });
  const client = axios.create({ adapter: 'http', httpAgent, baseURL: api.url, proxy: false });
  client.interceptors.request.use(signed(signedOptions(api)));

  await client.post('/a', data);

  expect(api.requests.map(({ body }) => Buffer.from(body).toString())).toEqual(['as it was']);
});

it('a form of the form-data package keeps its boundary, and is what a function as adapter gets', async () => {
  const form = new FormDataPackage();
  form.append('a', '1');
  const seen: unknown[] = [];
  const client = axios.create({
    adapter: async (config) => {
      seen.push(config.data);
      const headers = { location: '/b' };
      return Promise.resolve({
        data: '',
        status: seen.length > 1 ? 200 : 307,
        statusText: '',
        headers,
        config,
      });
    },
  });
  client.interceptors.request.use(bearer({ token: 'one' }));
  const content = form.getBuffer();

  await client.post('https://api.example.com/v2/a', form);

  expect(seen).toEqual([form, content]);
  expect(seen[0]).toBe(form);
});
