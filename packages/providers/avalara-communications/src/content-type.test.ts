import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import axios, { type AxiosInstance } from 'axios';
import FormDataPackage from 'form-data';
import {
  type AvalaraCommunicationsEmulator,
  startEmulator,
} from '@axios-keyring/avalara-communications/emulator';
import { type RecordedRequest } from '@axios-keyring/testing';
import { avalaraCommunications } from './index.js';

let emulator: AvalaraCommunicationsEmulator;

beforeEach(async () => {
  emulator = await startEmulator();
});

afterEach(async () => {
  await emulator.close();
});

function onlyRequest(): RecordedRequest {
  const [request, ...others] = emulator.requests;
  if (!request || others.length > 0) throw new Error(`${emulator.requests.length} requests arrived.`);
  return request;
}

function contentType(): string | undefined {
  return onlyRequest().headers['content-type'];
}

function clientOver(adapter: 'http' | 'fetch'): AxiosInstance {
  const client = axios.create({ baseURL: `${emulator.url}/api/v2`, adapter });
  const login = { username: 'first.last@avalara.com', password: 'secretpassword!' };
  client.interceptors.request.use(avalaraCommunications({ baseURL: emulator.url, ...login }));
  return client;
}

function addresses(): FormData {
  const form = new FormData();
  form.set('file', new Blob(['street,city']), 'addresses.csv');
  return form;
}

/** The parts of a multipart body, read with the boundary that the header names. */
function receivedForm(): Promise<FormData> {
  const { body } = onlyRequest();
  return new Response(new Uint8Array(body), { headers: { 'content-type': contentType() ?? '' } }).formData();
}

async function receivedFile(): Promise<string> {
  const file = (await receivedForm()).get('file');
  return file instanceof Blob ? file.text() : 'no file';
}

describe.each(['http', 'fetch'] as const)('the Content-Type over the %s adapter', (adapter) => {
  let client: AxiosInstance;

  beforeEach(() => {
    client = clientOver(adapter);
  });

  it('is that of a blob which says what it is', async () => {
    const sending = client.post('/afc/calctaxes', new Blob(['a,b'], { type: 'text/csv' }));

    await expect(sending).rejects.toMatchObject({ response: { status: 415 } });
    expect(contentType()).toBe('text/csv');
  });

  it('is JSON on a GET, as the guide wants it', async () => {
    await client.get('/afc/serviceinfo');

    expect(contentType()).toBe('application/json');
  });

  it('is JSON on a POST of an object', async () => {
    await client.post('/afc/calctaxes', { inv: [] });

    expect(contentType()).toBe('application/json');
    expect(onlyRequest().body.toString()).toBe('{"inv":[]}');
  });

  it('is JSON on a POST of a text, which axios would call a form, and the text stays', async () => {
    await client.post('/afc/calctaxes', ' {"inv": []}');

    expect(contentType()).toBe('application/json');
    expect(onlyRequest().body.toString()).toBe(' {"inv": []}');
  });

  it('is JSON on a POST of bytes', async () => {
    await client.post('/afc/calctaxes', Buffer.from('{"inv":[]}'));

    expect(contentType()).toBe('application/json');
  });

  it('is JSON on a POST without a body', async () => {
    await client.post('/afc/calctaxes');

    expect(contentType()).toBe('application/json');
    expect(onlyRequest().body).toHaveLength(0);
  });

  it.each(['application/json; charset=utf-8', 'application/vnd.example+json', 'text/csv'])(
    'stays %s where the user set it',
    async (type) => {
      const sending = client.put('/afc/anything', '{}', { headers: { 'content-type': type } });

      await expect(sending).resolves.toMatchObject({ status: 200 });
      expect(contentType()).toBe(type);
    },
  );

  it('stays what the defaults of the axios instance say', async () => {
    client.defaults.headers.common['Content-Type'] = 'application/json; charset=utf-8';

    await client.get('/afc/serviceinfo');

    expect(contentType()).toBe('application/json; charset=utf-8');
  });

  it('stays multipart with its boundary for FormData', async () => {
    await client.post('/geo/batch/upload', addresses());

    expect(contentType()).toMatch(/^multipart\/form-data; *boundary=/);
    await expect(receivedFile()).resolves.toBe('street,city');
  });

  it('stays multipart for FormData beside a type of the instance’s defaults for POST', async () => {
    client.defaults.headers.post['Content-Type'] = 'application/x-www-form-urlencoded';

    await client.post('/geo/batch/upload', addresses());

    expect(contentType()).toMatch(/^multipart\/form-data; *boundary=/);
    await expect(receivedFile()).resolves.toBe('street,city');
  });

  it('stays multipart for FormData, also when the request is sent again after a refusal', async () => {
    const passwords = ['outdated', 'secretpassword!'];
    const again = axios.create({ baseURL: `${emulator.url}/api/v2`, adapter });
    again.interceptors.request.use(
      avalaraCommunications({
        baseURL: emulator.url,
        username: 'first.last@avalara.com',
        password: () => passwords.shift() ?? 'secretpassword!',
      }),
    );

    await again.post('/geo/batch/upload', addresses());

    const types = emulator.requests.map(({ headers }) => headers['content-type']);
    expect(types).toEqual([0, 1].map(() => expect.stringMatching(/^multipart\/form-data; *boundary=/)));
    expect(emulator.requests.map(({ status }) => status)).toEqual([401, 200]);
    for (const { body } of emulator.requests) expect(body.toString()).toContain('street,city');
  });

  it('stays multipart for FormData where the user said so, and gets its boundary', async () => {
    const headers = { 'Content-Type': 'multipart/form-data' };

    await client.post('/geo/batch/upload', addresses(), { headers });

    expect(contentType()).toMatch(/^multipart\/form-data; *boundary=/);
    await expect(receivedFile()).resolves.toBe('street,city');
  });
});

// axios' fetch adapter on Node sends these as the text "[object FormData]", with or without an interceptor.
describe('the Content-Type over the http adapter', () => {
  it('stays multipart with its boundary for postForm', async () => {
    await clientOver('http').postForm('/geo/batch/upload', { name: 'größe', kind: 'geo' });

    expect(contentType()).toMatch(/^multipart\/form-data; *boundary=/);
    const form = await receivedForm();
    expect([form.get('name'), form.get('kind')]).toEqual(['größe', 'geo']);
  });

  it('stays multipart with its boundary for a form of the form-data package', async () => {
    const form = new FormDataPackage();
    form.append('file', 'street,city', { filename: 'addresses.csv' });

    await clientOver('http').post('/geo/batch/upload', form);

    expect(contentType()).toBe(`multipart/form-data; boundary=${form.getBoundary()}`);
    await expect(receivedFile()).resolves.toBe('street,city');
  });
});
