import { Readable } from 'node:stream';
import axios, { type AxiosInstance, type AxiosRequestConfig, isAxiosError } from 'axios';
import FormDataPackage from 'form-data';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { type RecordedRequest, startServer, type TestServer } from '@axios-keyring/testing';
import { adapters } from '../fixtures/adapters.js';
import { bearer } from '../fixtures/bearer.js';
import { closedAfterTest } from '../../../../tools/test-setup/closed-after-test.js';
import { signed, signedOptions, startSignedAPI } from '../fixtures/signed.js';
import { type KeyringInterceptor } from '../interceptor.js';

const unicode = 'grüße, 世界, 🙂';

/** One field in text and one file, as every kind of form has it. */
interface Form {
  append(name: string, value: string): void;
}

function withText<F extends Form>(form: F): F {
  form.append('text', unicode);
  form.append('empty', '');
  return form;
}

function specForm(): FormData {
  const form = withText(new FormData());
  form.append('file', new Blob([Buffer.from([0, 255, 13, 10])], { type: 'image/png' }), 'a "picture".png');
  return form;
}

function packageForm(): FormDataPackage {
  const form = withText(new FormDataPackage());
  form.append('file', Buffer.from([0, 255, 13, 10]), { filename: 'picture.png', contentType: 'image/png' });
  return form;
}

function codeOf(error: unknown): string | undefined {
  return isAxiosError(error) ? error.code : undefined;
}

describe.each(adapters)('over the $name adapter', ({ adapter, name: adapterName }) => {
  let api: TestServer;

  beforeEach(async () => {
    api = await closedAfterTest(startSignedAPI());
  });

  function clientOf(interceptor: KeyringInterceptor): AxiosInstance {
    const client = axios.create({ adapter, baseURL: api.url, proxy: false });
    client.interceptors.request.use(interceptor);
    return client;
  }

  function signingClient(options: Parameters<typeof signed>[0] = {}): AxiosInstance {
    return clientOf(signed({ ...signedOptions(api), ...options }));
  }

  /** Sends a request that has to be accepted, and gives what arrived. */
  async function accepted(
    config: AxiosRequestConfig,
    client: AxiosInstance = signingClient(),
  ): Promise<RecordedRequest> {
    await expect(client.request(config)).resolves.toMatchObject({ status: 200 });
    const [arrived, ...more] = api.requests;
    if (!arrived || more.length > 0) throw new Error(`${api.requests.length} requests arrived.`);
    return arrived;
  }

  describe('the body that is signed is the body that arrives', () => {
    const backing = Uint8Array.from({ length: 16 }, (_, index) => index);

    it.each<[string, AxiosRequestConfig, string | Uint8Array]>([
      ['no body', {}, ''],
      ['an empty string', { data: '' }, ''],
      ['null', { data: null }, ''],
      ['an object', { data: { name: unicode, list: [1, null] } }, `{"name":"${unicode}","list":[1,null]}`],
      ['an array', { data: [1, 'two'] }, '[1,"two"]'],
      ['a string', { data: unicode }, unicode],
      [
        'JSON as a string',
        { data: '{ "a": 1.0 }', headers: { 'Content-Type': 'application/json' } },
        '{ "a": 1.0 }',
      ],
      [
        'a string that becomes JSON',
        { data: 'text', headers: { 'Content-Type': 'application/json' } },
        '"text"',
      ],
      ['a Buffer', { data: Buffer.from([0, 255, 13, 10, 128]) }, Uint8Array.of(0, 255, 13, 10, 128)],
      ['a Uint8Array', { data: Uint8Array.of(255, 0, 13) }, Uint8Array.of(255, 0, 13)],
      ['an ArrayBuffer', { data: Uint8Array.of(255, 0, 10).buffer }, Uint8Array.of(255, 0, 10)],
      // That is axios' own doing: it sends the whole buffer below a view.
      ['a view on a part of a buffer', { data: backing.subarray(2, 4) }, backing],
      ['a Buffer on a part of a buffer', { data: Buffer.from(backing.buffer, 2, 2) }, Uint8Array.of(2, 3)],
      ['URLSearchParams', { data: new URLSearchParams([['a b', 'ü&']]) }, 'a+b=%C3%BC%26'],
      [
        'an object as a form',
        { data: { a: [1, 2] }, headers: { 'Content-Type': 'application/x-www-form-urlencoded' } },
        'a%5B%5D=1&a%5B%5D=2',
      ],
      ['a Blob', { data: new Blob([unicode], { type: 'text/plain' }) }, unicode],
      [
        'what transformRequest makes of it',
        { data: { a: 1 }, transformRequest: [() => Buffer.from([31, 139, 0])] },
        Uint8Array.of(31, 139, 0),
      ],
    ])('%s', async (_, config, bytes) => {
      const { body } = await accepted({ method: 'post', ...config });
      expect(body).toEqual(Buffer.from(bytes));
    });

    it.each<[string, AxiosRequestConfig]>([
      ['spec FormData', { data: specForm() }],
      ['the form-data package', { data: packageForm() }],
      [
        'an object as multipart/form-data',
        { data: { text: unicode, empty: '' }, headers: { 'Content-Type': 'multipart/form-data' } },
      ],
    ])('%s, with the boundary that the Content-Type names', async (_, config) => {
      const { body, headers } = await accepted({ method: 'post', ...config });
      const contentType = headers['content-type'] ?? '';
      expect(contentType).toMatch(/^multipart\/form-data; ?boundary=/);
      const form = await new Response(Uint8Array.from(body), {
        headers: { 'content-type': contentType },
      }).formData();
      expect(form.get('text')).toBe(unicode);
      expect(form.get('empty')).toBe('');
      const file = form.get('file');
      if (file instanceof Blob) {
        expect(Buffer.from(await file.arrayBuffer())).toEqual(Buffer.from([0, 255, 13, 10]));
        expect(file.type).toBe('image/png');
      }
    });

    it('postForm with an object', async () => {
      const response = await signingClient().postForm('/', { text: unicode, list: ['a', 'b'] });
      expect(response.status).toBe(200);
      expect(api.requests[0]?.body.toString()).toContain(unicode);
    });

    it('a Content-Type of the user stays with bytes and text', async () => {
      const headers = { 'Content-Type': 'application/octet-stream' };
      const arrived = await accepted({ method: 'post', data: Buffer.from([1]), headers });
      expect(arrived.headers['content-type']).toBe('application/octet-stream');
    });

    it.each<[string, Blob, Record<string, string>, string]>([
      ['its own', new Blob(['a'], { type: 'text/csv' }), {}, 'text/csv'],
      ['that of any bytes, if it has none', new Blob(['a']), {}, 'application/octet-stream'],
      ['the user’s, if it has none', new Blob(['a']), { 'Content-Type': 'image/png' }, 'image/png'],
    ])('a Blob has a Content-Type: %s', async (_, data, headers, expected) => {
      const arrived = await accepted({ method: 'post', data, headers });
      expect(arrived.headers['content-type']).toBe(expected);
    });

    it.each(['put', 'patch', 'delete'])('%s with a body', async (method) => {
      const { body, ...arrived } = await accepted({ method, data: { a: unicode } });
      expect(arrived.method).toBe(method.toUpperCase());
      expect(body.toString()).toBe(`{"a":"${unicode}"}`);
    });

    it.each(['get', 'head', 'options', 'delete', 'put', 'patch', 'post'])(
      '%s without one',
      async (method) => {
        const { body } = await accepted({ method });
        expect(body).toHaveLength(0);
      },
    );

    it('a large one', async () => {
      const data = Buffer.alloc(2_000_000, unicode);
      const { body } = await accepted({ method: 'post', data });
      expect(body.equals(data)).toBe(true);
    });

    it('twice, when an error’s config is sent again with another body', async () => {
      const client = signingClient();
      const failing = { method: 'post', data: 'first', validateStatus: () => false };
      const error: unknown = await client.request(failing).catch((reason: unknown) => reason);
      if (!isAxiosError(error) || !error.config) throw new Error('The request did not fail as it should.');
      const again = { ...error.config, data: 'a second, longer body', validateStatus: null };
      await expect(client.request(again)).resolves.toMatchObject({ status: 200 });
      expect(api.requests.map(({ body }) => body.toString())).toEqual(['first', 'a second, longer body']);
    });
  });

  it('a body that axios could not send is refused instead of being left out', async () => {
    for (const data of [5, true]) {
      const error: unknown = await signingClient()
        .post('/', data)
        .catch((reason: unknown) => reason);
      expect(codeOf(error)).toBe('ERR_KEYRING_BODY_NOT_SIGNABLE');
    }
    expect(api.requests).toHaveLength(0);
  });

  it('a view that transformRequest returns is sent as it is, signed', async () => {
    const view = new DataView(Uint8Array.of(1, 2, 3, 4).buffer, 1, 2);
    const { body } = await accepted({ method: 'post', data: 'a', transformRequest: [() => view] });
    expect(body).toEqual(Buffer.from([2, 3]));
  });

  describe('a stream as the body', () => {
    const streams: [string, () => unknown][] = [
      ['a Readable', () => Readable.from(['first, ', Buffer.from(unicode)])],
      ['a ReadableStream', () => new Blob(['first, ', unicode]).stream()],
    ];
    const text = `first, ${unicode}`;
    const size = Buffer.byteLength(text);

    function formOfStreams(): FormDataPackage {
      const form = withText(new FormDataPackage());
      form.append('file', Readable.from([unicode]), { filename: 'text.txt', contentType: 'text/plain' });
      return form;
    }

    it.each([...streams, ['a form with a stream in it', formOfStreams] as const])(
      '%s is refused before anything is sent',
      async (_, stream) => {
        const error: unknown = await signingClient()
          .post('/', stream())
          .catch((reason: unknown) => reason);
        expect(error).toMatchObject({ code: 'ERR_KEYRING_BODY_NOT_SIGNABLE', option: 'bufferStreams' });
        expect(api.requests).toHaveLength(0);
      },
    );

    it.each(streams)('%s is read and signed up to the limit', async (_, stream) => {
      const client = signingClient({ bufferStreams: size });
      const { body } = await accepted({ method: 'post', data: stream() }, client);
      expect(body.toString()).toBe(text);
    });

    it.each(streams)('%s is refused above the limit', async (_, stream) => {
      const error: unknown = await signingClient({ bufferStreams: size - 1 })
        .post('/', stream())
        .catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: 'ERR_KEYRING_BODY_NOT_SIGNABLE' });
      expect(api.requests).toHaveLength(0);
    });

    it('a form with a stream in it is read and signed up to the limit', async () => {
      const client = signingClient({ bufferStreams: 10_000 });
      const { body, headers } = await accepted({ method: 'post', data: formOfStreams() }, client);
      const contentType = headers['content-type'] ?? '';
      const form = await new Response(Uint8Array.from(body), {
        headers: { 'content-type': contentType },
      }).formData();
      expect(form.get('text')).toBe(unicode);
      const file = form.get('file');
      expect(file instanceof Blob && (await file.text())).toBe(unicode);
    });

    it('an error of the stream ends the request, unsent', async () => {
      const failing = new Readable({
        read() {
          this.destroy(new Error('The disk is gone.'));
        },
      });
      await expect(signingClient({ bufferStreams: size }).post('/', failing)).rejects.toThrow(
        'The disk is gone.',
      );
      expect(api.requests).toHaveLength(0);
    });

    it('passes where the provider does not sign bodies', async () => {
      const server = await closedAfterTest(startServer((_, response) => void response.end()));
      const client = clientOf(bearer({ token: 'a token', baseURL: server.url }));
      const stream = adapterName !== 'fetch' ? Readable.from([text]) : new Blob([text]).stream();
      const config: AxiosRequestConfig = adapterName !== 'fetch' ? {} : { fetchOptions: { duplex: 'half' } };
      await client.post(server.url, stream, config);
      expect(server.requests[0]?.body.toString()).toBe(text);
      expect(server.requests[0]?.headers['x-credential']).toBe('a token');
    });
  });

  describe('the URL that is signed is the URL that arrives', () => {
    const nested = { filter: { name: 'a b', tags: ['x', 'y'] }, from: new Date(0) };

    it.each<[string, AxiosRequestConfig, string]>([
      ['nothing', {}, '/'],
      ['a path', { url: '/a/b' }, '/a/b'],
      ['a space', { url: '/a b?c d=e f' }, '/a%20b?c%20d=e%20f'],
      ['unicode', { url: '/ü/世?q=é' }, '/%C3%BC/%E4%B8%96?q=%C3%A9'],
      ['an encoded slash and percent', { url: '/a%2Fb%25?c=%2F%zz' }, '/a%2Fb%25?c=%2F%zz'],
      ['brackets and braces', { url: '/a?b[]=1&c={d}|e' }, '/a?b[]=1&c={d}|e'],
      ['dot segments', { url: '/a/../b/./%2e%2e/c?d=/../e' }, '/c?d=/../e'],
      ['double slashes', { url: '/a//b' }, '/a//b'],
      ['a fragment', { url: '/a?b=1#c' }, '/a?b=1'],
      ['a fragment before params', { url: '/a#c?d', params: { b: 1 } }, '/a?b=1'],
      ['a question mark at the end', { url: '/a?', params: {} }, '/a'],
      ['a query of its own and params', { url: '/a?b=1', params: { b: 2, c: 3 } }, '/a?b=1&b=2&c=3'],
      ['tabs and line breaks', { url: '/a\tb\nc' }, '/abc'],
      ['params with a space and unicode', { params: { q: 'a b', é: 'ü' } }, '/?q=a+b&%C3%A9=%C3%BC'],
      ['params that forms leave alone', { params: { q: '-_.~!*()' } }, '/?q=-_.~!*()'],
      ['params that axios leaves alone', { params: { q: ':$,@' } }, '/?q=:$,%40'],
      ['dates', { params: { from: new Date(0) } }, '/?from=1970-01-01T00:00:00.000Z'],
      ['repeated params', { params: { ids: [1, 2] }, paramsSerializer: { indexes: null } }, '/?ids=1&ids=2'],
      ['params that are null or undefined', { params: { a: null, b: undefined, c: false } }, '/?c=false'],
      ['URLSearchParams', { params: new URLSearchParams([['a b', "c'd"]]) }, '/?a+b=c%27d'],
      [
        'a serializer that is given as an object',
        { params: { a: 1 }, paramsSerializer: { serialize: () => 'b=%20' } },
        '/?b=%20',
      ],
      [
        'an encoder',
        { params: { a: 'x' }, paramsSerializer: { encode: (text: string) => `_${text}` } },
        '/?_a=_x',
      ],
    ])('%s', async (_, config, target) => {
      const arrived = await accepted(config);
      expect(arrived.target).toBe(target);
    });

    it.each<[string, AxiosRequestConfig]>([
      ['an apostrophe in params', { params: { q: "it's" } }],
      ['an apostrophe in the URL', { url: "/it's?it's=it's" }],
      ['brackets in params', { params: { 'a[b]': '[]', c: [1, 2] } }],
      ['nested params', { params: nested }],
      ['dots instead of brackets', { params: nested, paramsSerializer: { dots: true, indexes: true } }],
      ['what a URL may not hold', { url: '/a^`"<>?b^`"<>', params: { '^`"<>': '\\' } }],
      [
        'a serializer that leaves spaces and unicode',
        { params: { a: 1 }, paramsSerializer: { serialize: () => 'a=b c&d=ü' } },
      ],
      [
        'a serializer that writes a fragment',
        { params: { a: 1 }, paramsSerializer: { serialize: () => 'a=1#b' } },
      ],
      [
        'a serializer that writes nothing',
        { url: '/a?b=1', params: { a: 1 }, paramsSerializer: { serialize: () => '' } },
      ],
    ])('%s', async (_, config) => {
      await accepted(config);
    });

    it('a serializer that is given as a function', async () => {
      // The types no longer know this form, axios does.
      const config = { params: { a: 1 }, paramsSerializer: (params: { a: number }) => `a=${params.a}'` };
      await accepted(Object.assign<AxiosRequestConfig, object>({}, config));
      expect(api.requests[0]?.target).toBe('/?a=1%27');
    });

    it('a serializer is called once per request', async () => {
      let calls = 0;
      const serialize = (): string => `call=${(calls += 1)}`;
      const { target } = await accepted({ params: { a: 1 }, paramsSerializer: { serialize } });
      expect(target).toBe('/?call=1');
    });

    it('userinfo is no part of it', async () => {
      const { target } = await accepted({ url: `${api.url.replace('//', '//user:password@')}/a` });
      expect(target).toBe('/a');
    });

    it('a Host header of the user is signed where it is sent', async () => {
      const arrived = await accepted({ headers: { Host: 'api.example.com:8443' } });
      expect(arrived.headers.host).toBe(
        adapterName !== 'fetch' ? 'api.example.com:8443' : new URL(api.url).host,
      );
    });

    it('an absolute URL, with another base URL', async () => {
      const { target } = await accepted({ baseURL: 'https://other.example', url: `${api.url}/a?b=1` });
      expect(target).toBe('/a?b=1');
    });
  });

  describe('an interceptor that runs after ours is covered by the signature', () => {
    // axios runs request interceptors in reverse: what is registered first runs last.
    async function afterOurs(
      change: Parameters<AxiosInstance['interceptors']['request']['use']>[0],
      config: AxiosRequestConfig,
    ): Promise<RecordedRequest> {
      const client = axios.create({ adapter, baseURL: api.url, proxy: false });
      client.interceptors.request.use(change);
      client.interceptors.request.use(signed(signedOptions(api)));
      return accepted({ method: 'post', ...config }, client);
    }

    it('that changes the URL', async () => {
      const { target } = await afterOurs((config) => Object.assign(config, { url: '/b' }), { url: '/a' });
      expect(target).toBe('/b');
    });

    it('that changes params', async () => {
      const change = { params: { "it's": 2 } };
      const { target } = await afterOurs((config) => Object.assign(config, change), { params: { a: 1 } });
      expect(target).toBe('/?it%27s=2');
    });

    it('that changes data', async () => {
      const { body } = await afterOurs((config) => Object.assign(config, { data: { b: 2 } }), {
        data: { a: 1 },
      });
      expect(body.toString()).toBe('{"b":2}');
    });

    it('that changes the method', async () => {
      const { method } = await afterOurs((config) => Object.assign(config, { method: 'put' }), { data: 'a' });
      expect(method).toBe('PUT');
    });

    it('that changes headers', async () => {
      const { body, headers } = await afterOurs(
        (config) => {
          config.headers.setContentType('application/json');
          return config;
        },
        { data: 'text' },
      );
      expect(body.toString()).toBe('"text"');
      expect(headers['content-type']).toBe('application/json');
    });

    it('that replaces transformRequest', async () => {
      const change = { transformRequest: [() => 'transformed'] };
      const { body } = await afterOurs((config) => Object.assign(config, change), { data: { a: 1 } });
      expect(body.toString()).toBe('transformed');
    });

    it('that returns another config, after waiting', async () => {
      const { target, body } = await afterOurs(
        async (config) => {
          await Promise.resolve();
          return { ...config, url: '/b', data: 'b' };
        },
        { url: '/a', data: 'a' },
      );
      expect([target, body.toString()]).toEqual(['/b', 'b']);
    });
  });
});

it('GET with a body is signed over http, which alone can send it', async () => {
  const api = await closedAfterTest(startSignedAPI());
  const client = axios.create({ baseURL: api.url, proxy: false });
  client.interceptors.request.use(signed(signedOptions(api)));
  await expect(client.get('/', { adapter: 'http', data: { a: 1 } })).resolves.toMatchObject({ status: 200 });
  expect(api.requests[0]?.body.toString()).toBe('{"a":1}');
  await expect(client.get('/', { adapter: 'fetch', data: { a: 1 } })).rejects.toThrow(/GET/);
  expect(api.requests).toHaveLength(1);
});
