import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import axios from 'axios';
import { azureCommunication, azureRecordings } from './index.js';
import { type RecordingHost, startRecordingHost } from './fixtures/recording-host.js';
import { adapters } from './fixtures/running-emulator.js';

const accessKey = 'pw==';
const endpoint = 'https://contoso.communication.azure.com';
const contentLocation = 'https://us-storage.asm.skype.com/v1/objects/0-abc/content/acsmetadata?a=1';
const emptyHash = '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=';

let host: RecordingHost;

beforeEach(async () => {
  host = await startRecordingHost(({ target }, response) => {
    if (target.startsWith('/away')) response.writeHead(302, { location: 'https://evil.example/' });
    response.end('a recording');
  });
});
afterEach(() => host.close());

describe.each(adapters)('a recording over the %s adapter', (adapter) => {
  it.each(['get', 'delete'])('is signed for the endpoint and without its query: %s', async (method) => {
    const client = axios.create({ adapter, ...host.transport });
    client.interceptors.request.use(azureRecordings({ endpoint, accessKey, contentLocation }));
    client.interceptors.request.use(azureCommunication({ endpoint, accessKey }));

    const { data } = await client.request<unknown>({ method, url: contentLocation, params: { b: 2 } });

    expect(data).toBe('a recording');
    const [request] = host.requests;
    expect(request?.target).toBe('/v1/objects/0-abc/content/acsmetadata?a=1&b=2');
    const { host: sentTo, authorization, 'x-ms-date': date, ...headers } = request?.headers ?? {};
    expect(sentTo).toBe('us-storage.asm.skype.com');
    expect(headers).toMatchObject({
      'x-ms-host': 'contoso.communication.azure.com',
      'x-ms-content-sha256': emptyHash,
    });
    const text = `${method.toUpperCase()}\n/v1/objects/0-abc/content/acsmetadata\n${String(date)};contoso.communication.azure.com;${emptyHash}`;
    const signature = createHmac('sha256', Buffer.from(accessKey, 'base64')).update(text).digest('base64');
    expect(authorization).toBe(
      `HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature=${signature}`,
    );
  });

  it('on another host, or after a redirect to one, gets no signature', async () => {
    const client = axios.create({ adapter, ...host.transport });
    client.interceptors.request.use(azureRecordings({ endpoint, accessKey, contentLocation }));

    await client.get('https://other.asm.skype.com/v1/objects');
    await client.get('https://us-storage.asm.skype.com/away');

    const sent = host.requests.map(({ headers }) => [headers.host, 'authorization' in headers]);
    expect(sent).toEqual([
      ['other.asm.skype.com', false],
      ['us-storage.asm.skype.com', true],
      ['evil.example', false],
    ]);
    expect(host.requests.at(-1)?.headers).not.toHaveProperty('x-ms-host');
  });
});

it.each([
  ['https://us-storage.asm.skype.com/v1', 'https://us-storage.asm.skype.com'],
  ['https://a.asyncgw.teams.microsoft.com/v1', 'https://a.asyncgw.teams.microsoft.com'],
  ['https://a.ams.gov.teams.microsoft.us/v1', 'https://a.ams.gov.teams.microsoft.us'],
])('%s is a place of recordings', (location, baseURL) => {
  const connectionString = `endpoint=${endpoint}/;accesskey=${accessKey}`;
  expect(azureRecordings({ connectionString, contentLocation: location }).baseURLs).toEqual([baseURL]);
});

it.each([
  ['https://evil.example/v1', 'leads to a host that does not end in .asm.skype.com'],
  ['https://evilasm.skype.com/v1', 'leads to a host that does not end in'],
  ['https://asm.skype.com.evil.example/v1', 'leads to a host that does not end in'],
  ['https://evil.example/?.asm.skype.com', 'leads to a host that does not end in'],
  ['https://a.asm.skype.com@evil.example/', 'contains a user name or password'],
  ['http://a.asm.skype.com/v1', 'has to start with https://'],
  ['/v1/objects', 'is not a URL'],
])('%s is refused', (location, problem) => {
  expect(() => azureRecordings({ endpoint, accessKey, contentLocation: location })).toThrow(
    `[@axios-keyring/azure-communication/azure-recordings] contentLocation ${problem}`,
  );
});

it('an endpoint that is no URL is refused, and so is a missing address', () => {
  for (const wrong of ['contoso', `${endpoint}/chat`, 'http://contoso.communication.azure.com']) {
    expect(() => azureRecordings({ endpoint: wrong, accessKey, contentLocation })).toThrow('The endpoint ');
  }
  expect(() => azureRecordings({ endpoint, accessKey })).toThrow(
    'contentLocation is missing. Set it in azureRecordings({ contentLocation }).',
  );
});
