import { afterEach, describe, expect, it } from '@jest/globals';
import axios, { type AxiosInstance } from 'axios';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import https from 'node:https';
import { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { findText } from '@axios-keyring/testing';
import { example } from '../fixtures/example-provider.js';

const canary = 'canary-b81d07e2';
const folder = join(__dirname, '..', 'fixtures', 'tls');
// Made for these tests, for localhost alone; nobody trusts it.
const key = readFileSync(join(folder, 'key.pem'));
const cert = readFileSync(join(folder, 'certificate.pem'));

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

async function serve(): Promise<string> {
  const server = https.createServer({ key, cert }, ({ url, headers }, response) => {
    response.statusCode = headers.authorization === `Bearer ${canary}` ? Number(url?.slice(1)) : 418;
    response.end('answer');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  cleanups.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port }: AddressInfo = Object(server.address());
  return `https://localhost:${port}`;
}

function clientOf(baseURL: string, options: https.AgentOptions): AxiosInstance {
  const httpsAgent = new https.Agent(options);
  cleanups.push(() => {
    httpsAgent.destroy();
  });
  const client = axios.create({ adapter: 'http', baseURL, httpsAgent, proxy: false });
  client.interceptors.request.use(example({ token: canary, baseURL }));
  return client;
}

async function outcomeOf(request: Promise<unknown>): Promise<unknown> {
  return request.catch((error: unknown) => error);
}

describe.each([true, false])('nothing secret can be seen over TLS, with keep-alive %s', (keepAlive) => {
  it('after answers on one connection', async () => {
    const client = clientOf(await serve(), { ca: cert, keepAlive });
    for (const status of [200, 200, 401, 500]) {
      const outcome = await outcomeOf(client.get(`/${status}`));
      expect(outcome).toMatchObject(status === 200 ? { status } : { response: { status } });
      expect(findText(outcome, canary)).toEqual([]);
      expect(inspect(outcome, { depth: Infinity, showHidden: true })).not.toContain(canary);
    }
  });

  it('after a certificate that is not trusted', async () => {
    const outcome = await outcomeOf(clientOf(await serve(), { keepAlive }).get('/200'));
    expect(outcome).toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    expect(findText(outcome, canary)).toEqual([]);
    expect(inspect(outcome, { depth: Infinity, showHidden: true })).not.toContain(canary);
  });
});
