import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import axios, { type AxiosInstance } from 'axios';
import {
  type AzureCommunicationEmulator,
  type AzureCommunicationEmulatorOptions as EmulatorOptions,
  startEmulator,
} from '@axios-keyring/azure-communication/emulator';
import vectors from '../vectors.json' with { type: 'json' };
import { azureCommunication, type AzureCommunicationOptions } from './index.js';
import { sign } from './signature.js';
import { closedAfterTest } from '../../../../tools/test-setup/closed-after-test.js';

const adapters = ['http', 'fetch'] as const;
beforeEach(() => {
  jest.replaceProperty(process, 'env', {});
});

afterEach(() => {
  jest.restoreAllMocks();
});

function start(options?: EmulatorOptions): Promise<AzureCommunicationEmulator> {
  return closedAfterTest(startEmulator(options));
}

function clientOf(
  baseURL: string,
  options: AzureCommunicationOptions | undefined,
  adapter: 'http' | 'fetch' = 'http',
): AxiosInstance {
  const client = axios.create({ baseURL, adapter });
  client.interceptors.request.use(azureCommunication(options));
  return client;
}

describe('the vectors', () => {
  it.each(vectors)('give the headers of $method $host$pathAndQuery', async (vector) => {
    jest.spyOn(Date, 'now').mockReturnValue(Date.parse(vector.date));
    const { method, host, pathAndQuery, accessKey, body } = vector;
    const endpoint = `https://${host}`;

    const { headers } = await azureCommunication({ endpoint, accessKey }).authorize({
      method,
      url: endpoint + pathAndQuery,
      body,
    });

    const signed = 'SignedHeaders=x-ms-date;host;x-ms-content-sha256';
    expect(headers).toStrictEqual({
      'x-ms-date': vector.date,
      'x-ms-content-sha256': vector.contentHash,
      Authorization: `HMAC-SHA256 ${signed}&Signature=${vector.signature}`,
    });
  });

  it.each(vectors)('are what leaves for $method $host$pathAndQuery', async (vector) => {
    const time = Date.parse(vector.date);
    jest.spyOn(Date, 'now').mockReturnValue(time);
    const { method, host, pathAndQuery, accessKey, body } = vector;
    const emulator = await start({ accessKey, now: () => time });
    const client = clientOf(emulator.url, { endpoint: emulator.url, accessKey });

    await client.request({ method, url: pathAndQuery, data: body, headers: { Host: host } });

    expect(emulator.requests).toMatchObject([
      {
        target: pathAndQuery,
        headers: {
          host,
          'x-ms-date': vector.date,
          'x-ms-content-sha256': vector.contentHash,
          authorization: expect.stringMatching(/&Signature=/),
        },
      },
    ]);
    expect(emulator.requests[0]?.headers.authorization?.split('&Signature=')[1]).toBe(vector.signature);
  });
});

describe.each(adapters)('azureCommunication over the %s adapter', (adapter) => {
  it.each(vectors)('is accepted for $method $pathAndQuery with the key of the vectors', async (vector) => {
    const { method, pathAndQuery, accessKey, body } = vector;
    const emulator = await start({ accessKey });
    const client = clientOf(emulator.url, { endpoint: emulator.url, accessKey }, adapter);

    const data = body === '' ? undefined : body;
    const { status } = await client.request({ method, url: pathAndQuery, data });

    expect([200, 202]).toContain(status);
  });

  it('signs the host with its port, where that is not the default', async () => {
    const emulator = await start();
    const { accessKey } = emulator.credentials;
    const { host, hostname } = new URL(emulator.url);
    const client = clientOf(emulator.url, { endpoint: emulator.url, accessKey }, adapter);

    await client.get('/phoneNumbers');

    const [request] = emulator.requests;
    if (!request) throw new Error('No request arrived.');
    const { headers, method, target } = request;
    const sent = headers.authorization?.split('&Signature=')[1];
    const parts = { method, pathAndQuery: target, date: String(headers['x-ms-date']), body: '', accessKey };
    expect(sent).toBe((await sign({ ...parts, host })).signature);
    expect(sent).not.toBe((await sign({ ...parts, host: hostname })).signature);
  });

  it.each(['/', '//'])('takes an endpoint that ends in %s', async (end) => {
    const emulator = await start();
    const { accessKey } = emulator.credentials;
    const client = clientOf(emulator.url, { endpoint: emulator.url + end, accessKey }, adapter);

    await expect(client.get('/phoneNumbers')).resolves.toMatchObject({ status: 200 });
  });

  it('takes a connection string', async () => {
    const emulator = await start();
    const { accessKey } = emulator.credentials;
    const connectionString = `endpoint=${emulator.url}/;accesskey=${accessKey}`;

    const { status } = await clientOf(emulator.url, { connectionString }, adapter).post('/sms', {});

    expect(status).toBe(202);
  });

  it('sends the header date where that is asked for, and no other date', async () => {
    const emulator = await start();
    const { accessKey } = emulator.credentials;
    const client = clientOf(emulator.url, { endpoint: emulator.url, accessKey, date: 'date' }, adapter);

    await client.post('/sms', { message: 'Hello' });

    const headers = emulator.requests[0]?.headers;
    expect(headers?.date).toMatch(/^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/);
    expect(headers).not.toHaveProperty('x-ms-date');
    expect(headers?.authorization).toContain('SignedHeaders=date;host;x-ms-content-sha256&');
  });

  it('asks a function for the access key, and again after a refusal', async () => {
    const emulator = await start();
    const { accessKey } = emulator.credentials;
    const keys = ['b2xk', accessKey];
    const options = { endpoint: emulator.url, accessKey: () => keys.shift() ?? accessKey };

    const { status } = await clientOf(emulator.url, options, adapter).post('/sms', {});

    expect(status).toBe(202);
    expect(emulator.requests.map((request) => request.status)).toEqual([401, 202]);
  });

  it('sends nothing if the function returns a key that is not base64', async () => {
    const emulator = await start();
    const options = { endpoint: emulator.url, accessKey: () => Promise.resolve('not base64!') };

    const sending = clientOf(emulator.url, options, adapter).get('/phoneNumbers');

    await expect(sending).rejects.toMatchObject({ code: 'ERR_KEYRING_CREDENTIAL', option: 'accessKey' });
    await expect(sending).rejects.not.toMatchObject({ message: expect.stringContaining('not base64!') });
    expect(emulator.requests).toHaveLength(0);
  });

  it('sends a user access token as Bearer, and signs nothing', async () => {
    const emulator = await start({ userTokens: ['a.user.token'] });
    const client = clientOf(emulator.url, { endpoint: emulator.url, userToken: 'a.user.token' }, adapter);

    const { status } = await client.get('/chat/threads');

    expect(status).toBe(200);
    expect(emulator.requests[0]?.headers).toMatchObject({ authorization: 'Bearer a.user.token' });
    expect(emulator.requests[0]?.headers).not.toHaveProperty('x-ms-content-sha256');
    expect(emulator.requests[0]?.headers).not.toHaveProperty('x-ms-date');
  });

  it('lets a stream pass with a user access token, because nothing of it is signed', async () => {
    const emulator = await start({ userTokens: ['a.user.token'] });
    const client = clientOf(emulator.url, { endpoint: emulator.url, userToken: 'a.user.token' }, adapter);
    const stream =
      adapter === 'http' ? Readable.from(['Hello, ', 'world']) : new Blob(['Hello, world']).stream();

    const { status } = await client.post('/chat/threads/19:x/messages', stream);

    expect(status).toBe(200);
    expect(emulator.requests[0]?.body.toString()).toBe('Hello, world');
  });

  it('refuses a stream with an access key before anything is sent, and says what to do', async () => {
    const emulator = await start();
    const { accessKey } = emulator.credentials;
    const client = clientOf(emulator.url, { endpoint: emulator.url, accessKey }, adapter);

    const sending = client.post('/files', Readable.from(['Hello']));

    await expect(sending).rejects.toMatchObject({
      code: 'ERR_KEYRING_BODY_NOT_SIGNABLE',
      provider: 'azure-communication',
      option: 'bufferStreams',
    });
    expect(emulator.requests).toHaveLength(0);
  });

  it('reads a stream up to the given length', async () => {
    const emulator = await start();
    const { accessKey } = emulator.credentials;
    const options = { endpoint: emulator.url, accessKey, bufferStreams: 5 };
    const client = clientOf(emulator.url, options, adapter);

    await client.post('/files', Readable.from(['Hel', 'lo']));
    const tooLong = client.post('/files', Readable.from(['Hello', '!']));

    await expect(tooLong).rejects.toMatchObject({ code: 'ERR_KEYRING_BODY_NOT_SIGNABLE' });
    expect(emulator.requests.map(({ body }) => body.toString())).toEqual(['Hello']);
  });
});

describe('the environment', () => {
  it('has the connection string under the name of the quickstarts', async () => {
    const emulator = await start();
    jest.replaceProperty(process, 'env', {
      COMMUNICATION_SERVICES_CONNECTION_STRING: `endpoint=${emulator.url}/;accesskey=${emulator.credentials.accessKey}`,
    });

    await expect(clientOf(emulator.url, undefined).post('/sms', {})).resolves.toMatchObject({ status: 202 });
  });

  it('has endpoint and access key', async () => {
    const emulator = await start();
    jest.replaceProperty(process, 'env', {
      COMMUNICATION_SERVICES_ENDPOINT: emulator.url,
      COMMUNICATION_SERVICES_ACCESS_KEY: emulator.credentials.accessKey,
      COMMUNICATION_SERVICES_DATE_HEADER: 'date',
    });

    await clientOf(emulator.url, undefined).post('/sms', {});

    expect(emulator.requests[0]?.headers).not.toHaveProperty('x-ms-date');
    expect(emulator.requests[0]?.status).toBe(202);
  });

  it('has endpoint and user access token', async () => {
    const emulator = await start();
    jest.replaceProperty(process, 'env', {
      COMMUNICATION_SERVICES_ENDPOINT: emulator.url,
      COMMUNICATION_SERVICES_USER_TOKEN: emulator.credentials.userTokens[0],
    });

    await expect(clientOf(emulator.url, undefined).get('/chat/threads')).resolves.toMatchObject({
      status: 200,
    });
  });

  it('completes what is given', async () => {
    const emulator = await start();
    jest.replaceProperty(process, 'env', {
      COMMUNICATION_SERVICES_ENDPOINT: emulator.url,
      COMMUNICATION_SERVICES_USER_TOKEN: 'of-the-environment',
    });
    const { accessKey } = emulator.credentials;

    await expect(clientOf(emulator.url, { accessKey }).post('/sms', {})).resolves.toMatchObject({
      status: 202,
    });
  });

  it('never competes with what is given', async () => {
    const emulator = await start();
    jest.replaceProperty(process, 'env', {
      COMMUNICATION_SERVICES_CONNECTION_STRING: 'endpoint=https://other.example;accesskey=b3RoZXI=',
    });
    const { accessKey } = emulator.credentials;
    const options = { endpoint: emulator.url, accessKey };

    await expect(clientOf(emulator.url, options).post('/sms', {})).resolves.toMatchObject({ status: 202 });
  });

  it('may replace the host by a base URL, for an emulator', async () => {
    const emulator = await start();
    jest.replaceProperty(process, 'env', {
      COMMUNICATION_SERVICES_CONNECTION_STRING: `endpoint=https://contoso.communication.azure.com;accesskey=${emulator.credentials.accessKey}`,
      COMMUNICATION_SERVICES_BASE_URL: emulator.url,
    });

    await expect(clientOf(emulator.url, undefined).post('/sms', {})).resolves.toMatchObject({ status: 202 });
  });
});

describe('the host', () => {
  const accessKey = 'pw==';

  it.each([
    ['https://contoso.communication.azure.com', 'https://contoso.communication.azure.com'],
    ['https://contoso.communication.azure.com/', 'https://contoso.communication.azure.com'],
    ['https://contoso.communication.azure.com:443', 'https://contoso.communication.azure.com'],
    ['https://CONTOSO.europe.communication.azure.com', 'https://contoso.europe.communication.azure.com'],
    ['https://contoso.communication.azure.us:8443/', 'https://contoso.communication.azure.us:8443'],
  ])('of the endpoint %s is served as %s', (endpoint, baseURL) => {
    expect(azureCommunication({ endpoint, accessKey }).baseURLs).toEqual([baseURL]);
    const connectionString = `endpoint=${endpoint};accesskey=${accessKey}`;
    expect(azureCommunication({ connectionString }).baseURLs).toEqual([baseURL]);
  });

  it('of another resource gets no credential', async () => {
    const emulator = await start();
    const options = { endpoint: 'https://contoso.communication.azure.com', accessKey };

    await expect(clientOf(emulator.url, options).get('/phoneNumbers')).rejects.toMatchObject({
      response: { status: 401 },
    });

    expect(emulator.requests[0]?.headers).not.toHaveProperty('authorization');
  });
});
