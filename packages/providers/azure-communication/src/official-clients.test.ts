import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { createCommunicationAuthPolicy } from '@azure/communication-common';
import { CommunicationIdentityClient } from '@azure/communication-identity';
import { SmsClient } from '@azure/communication-sms';
import {
  createDefaultHttpClient,
  createPipelineRequest,
  type PipelineRequest,
  type PipelineRequestOptions,
  type PipelineResponse,
} from '@azure/core-rest-pipeline';
import fc from 'fast-check';
import { azureCommunication } from './index.js';
import { type AzureEmulator, clientOf, start, tokenUntil } from './fixtures/running-emulator.js';

const insecure = { allowInsecureConnection: true };

function connectionStringOf({ url, credentials }: AzureEmulator): string {
  return `endpoint=${url}/;accesskey=${credentials.accessKey}`;
}

afterEach(() => {
  jest.useRealTimers();
});

describe('the emulator accepts the official clients', () => {
  it('for a text message', async () => {
    const emulator = await start();
    const client = new SmsClient(connectionStringOf(emulator), insecure);

    const results = await client.send({
      from: '+15550100',
      to: ['+15550101', '+15550102'],
      message: 'grüße 🙂',
    });

    expect(results).toMatchObject([
      { to: '+15550101', httpStatusCode: 202, successful: true },
      { to: '+15550102', httpStatusCode: 202, successful: true },
    ]);
    expect(emulator.requests.map(({ status }) => status)).toEqual([202]);
  });

  it('for identities and their tokens, which chat takes until they are revoked', async () => {
    const emulator = await start();
    const client = new CommunicationIdentityClient(connectionStringOf(emulator), insecure);
    const statusOf = async (token: string): Promise<number> => {
      const headers = { authorization: `Bearer ${token}` };
      return (await fetch(`${emulator.url}/chat/threads`, { headers })).status;
    };

    const user = await client.createUser();
    const { token, expiresOn } = await client.getToken(user, ['chat'], { tokenExpiresInMinutes: 60 });

    expect(user.communicationUserId).toMatch(/^8:acs:/);
    expect(Math.abs(expiresOn.getTime() - Date.now() - 3_600_000)).toBeLessThan(10_000);
    expect(await statusOf(token)).toBe(200);
    await client.revokeTokens(user);
    expect(await statusOf(token)).toBe(401);
    const { token: next } = await client.getToken(user, ['chat', 'voip']);
    expect(await statusOf(next)).toBe(200);
    await client.deleteUser(user);
    expect(await statusOf(next)).toBe(401);
    await expect(client.getToken(user, ['chat'])).rejects.toMatchObject({ statusCode: 404 });
    const created = await client.createUserAndToken(['chat.join']);
    expect(await statusOf(created.token)).toBe(200);
  });

  it('with a token of Microsoft Entra ID, asked for with the scope that we ask for', async () => {
    const entraToken = tokenUntil(Date.now() + 3_600_000);
    const emulator = await start({ entraTokens: [entraToken] });
    const asked: unknown[] = [];
    const tokenCredential = {
      getToken: (scopes: string | string[]) => {
        asked.push([scopes].flat());
        return Promise.resolve({ token: entraToken, expiresOnTimestamp: Date.now() + 3_600_000 });
      },
    };
    // The official policy sends Bearer tokens over https only, so its request stays here.
    const request = createPipelineRequest({ url: 'https://contoso.communication.azure.com/rooms' });
    await createCommunicationAuthPolicy(tokenCredential).sendRequest(request, answered);
    expect(request.headers.get('authorization')).toBe(`Bearer ${entraToken}`);

    const { status } = await clientOf(emulator.url, { endpoint: emulator.url, tokenCredential }).get(
      '/rooms',
    );

    expect(status).toBe(200);
    expect(asked).toEqual([
      ['https://communication.azure.com//.default'],
      ['https://communication.azure.com//.default'],
    ]);
  });
});

function answered(request: PipelineRequest): Promise<PipelineResponse> {
  return Promise.resolve({ request, status: 200, headers: request.headers });
}

describe('where the official policy signs something else than it sends', () => {
  async function statuses(
    options: Omit<PipelineRequestOptions, 'url'>,
    path: string,
  ): Promise<[number, number]> {
    const emulator = await start();
    const { accessKey } = emulator.credentials;
    const request = createPipelineRequest({ ...options, ...insecure, url: emulator.url + path });
    const theirs = await createCommunicationAuthPolicy({ key: accessKey }).sendRequest(request, (signed) =>
      createDefaultHttpClient().sendRequest(signed),
    );
    const ours = await clientOf(emulator.url, { endpoint: emulator.url, accessKey }).request({
      method: options.method ?? 'GET',
      url: path,
      ...(options.body !== undefined && { data: options.body }),
    });
    return [theirs.status, ours.status];
  }

  it.each<[string, Omit<PipelineRequestOptions, 'url'>, string]>([
    [
      'bytes, which it hashes as a text such as "1,2,3"',
      { method: 'PUT', body: Uint8Array.of(1, 2, 3) },
      '/files',
    ],
    ['a query with an encoded space', {}, '/phoneNumbers?q=a%20b'],
    ['a query with a colon', {}, '/phoneNumbers?q=x:y'],
  ])('%s: the emulator refuses its request and accepts ours', async (_, options, path) => {
    expect(await statuses(options, path)).toEqual([401, 200]);
  });

  it('text and a plain query are right in both', async () => {
    expect(await statuses({ method: 'PUT', body: 'grüße' }, '/rooms?api-version=2025-03-13')).toEqual([
      200, 200,
    ]);
  });
});

describe('the same headers as those of the official policy', () => {
  const word = fc.string({
    unit: fc.constantFrom(...Array.from('abcXYZ019*-._')),
    minLength: 1,
    maxLength: 8,
  });
  const query = fc.array(fc.tuple(word, word), { minLength: 1, maxLength: 4 });
  const path = fc.array(
    fc.oneof(
      word.filter((part) => !/^\.+$/.test(part)),
      fc.constantFrom('8:acs:a_b', 'a%20b', '%2F', ':issueAccessToken'),
    ),
    { maxLength: 4 },
  );
  const record = fc.record({
    method: fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE'),
    host: fc.constantFrom(
      'contoso.communication.azure.com',
      'a.europe.communication.azure.com',
      'localhost:8443',
    ),
    path: path.map((parts) => `/${parts.join('/')}`),
    query: fc.option(
      query.map((pairs) => `?${pairs.map((pair) => pair.join('=')).join('&')}`),
      { nil: '' },
    ),
    body: fc.oneof(fc.constant(''), fc.json(), fc.string({ unit: 'grapheme' })),
    key: fc.uint8Array({ minLength: 1, maxLength: 64 }).map((bytes) => Buffer.from(bytes).toString('base64')),
    time: fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true }),
  });

  it('for 300 requests on which both are right', async () => {
    jest.useFakeTimers({ advanceTimers: true });
    for (const { method, host, path, query, body, key, time } of fc.sample(record, {
      numRuns: 300,
      seed: 4,
    })) {
      jest.setSystemTime(time);
      const url = `https://${host}${path}${query}`;
      const request = createPipelineRequest({ url, body });
      Reflect.set(request, 'method', method);
      await createCommunicationAuthPolicy({ key }).sendRequest(request, answered);

      const { headers: ours } = await azureCommunication({
        endpoint: `https://${host}`,
        accessKey: key,
      }).authorize({
        method,
        url,
        body,
      });

      const names = ['x-ms-date', 'x-ms-content-sha256', 'Authorization'];
      const theirs = Object.fromEntries(names.map((name) => [name, request.headers.get(name)]));
      expect({ url, ...ours }).toEqual({ url, ...theirs });
      expect(request.headers.get('host')).toBe(host);
    }
  });
});
