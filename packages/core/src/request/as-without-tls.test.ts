import { afterAll, beforeAll, expect, it } from '@jest/globals';
import axios from 'axios';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { example } from '../fixtures/example-provider.js';

const folder = join(__dirname, '..', 'fixtures', 'tls');
const certificate = readFileSync(join(folder, 'certificate.pem'));

const plain = http.createServer((request, response) => {
  if (request.url === '/') response.writeHead(302, { location: `${addressOf(secure)}/there` }).end();
  else response.end(`back, ${String(request.headers.authorization)}`);
});
const secure = https.createServer(
  { key: readFileSync(join(folder, 'key.pem')), cert: certificate },
  (request, response) => {
    if (request.url === '/there') response.writeHead(302, { location: `${addressOf(plain)}/back` }).end();
    else response.end();
  },
);

function addressOf(server: http.Server | https.Server): string {
  const { port }: AddressInfo = Object(server.address());
  return `${server === plain ? 'http' : 'https'}://localhost:${port}`;
}

class PlainAgent extends http.Agent {
  constructor(readonly used: string[]) {
    super();
  }

  override createConnection(...parameters: Parameters<http.Agent['createConnection']>) {
    this.used.push('http');
    return super.createConnection(...parameters);
  }
}

class SecureAgent extends https.Agent {
  constructor(readonly used: string[]) {
    super({ ca: certificate });
  }

  override createConnection(...parameters: Parameters<https.Agent['createConnection']>) {
    this.used.push('https');
    return super.createConnection(...parameters);
  }
}

beforeAll(async () => {
  await Promise.all([plain, secure].map((server) => once(server.listen(0, '127.0.0.1'), 'listening')));
});
afterAll(() => {
  for (const server of [plain, secure]) server.close().closeAllConnections();
});

// As follow-redirects does it: each hop takes the agent of its scheme.
it('with an interceptor as without, a redirect goes from http to https and back by the agents of each', async () => {
  const outcome = async (isWith: boolean): Promise<unknown> => {
    const used: string[] = [];
    const baseURL = addressOf(plain);
    const client = axios.create({
      adapter: 'http',
      proxy: false,
      baseURL,
      httpAgent: new PlainAgent(used),
      httpsAgent: new SecureAgent(used),
    });
    if (isWith) client.interceptors.request.use(example({ token: 'one', baseURL }));
    const { status, data } = await client.get<string>('/');
    return { status, data, used };
  };

  const withInterceptor = await outcome(true);

  // The credential of a route that was left does not come back.
  expect(withInterceptor).toEqual({ status: 200, data: 'back, undefined', used: ['http', 'https', 'http'] });
  expect(withInterceptor).toEqual(await outcome(false));
});
