import { createHash } from 'node:crypto';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { Agent } from 'node:http';
import axios, { type AxiosInstance } from 'axios';
import { expect, it } from '@jest/globals';
import { closedAfterTest } from '../../../../tools/test-setup/closed-after-test.js';
import { describeWith, startApache, startLighttpd, type WebServer } from './fixtures/web-servers.js';
import { digest } from './index.js';

const [username, password] = ['Jäsøn Doe', 'Secret, or not? "密码"'];

/** The lines of htdigest. */
function usersFor(algorithm: string): string {
  const hash = createHash(algorithm).update(`${username}:area one:${password}`).digest('hex');
  return `${username}:area one:${hash}\n`;
}

/** A client, and how many requests have gone out since it was made. */
function clientOf({ url }: WebServer, word = password): { client: AxiosInstance; sent: () => number } {
  const agent = new Agent({ keepAlive: true });
  let count = 0;
  const listen = (): void => void (count += 1);
  subscribe('http.client.request.start', listen);
  closedAfterTest({
    close: () => {
      unsubscribe('http.client.request.start', listen);
      agent.destroy();
    },
  });
  const client = axios.create({ baseURL: url, proxy: false, httpAgent: agent, validateStatus: null });
  client.interceptors.request.use(digest({ username, password: word, baseURL: url }));
  return { client, sent: () => count };
}

/** Sends so many requests, at most 32 at a time, and gives how often each status was answered. */
async function flood(client: AxiosInstance, many: number): Promise<object> {
  const statuses: Record<number, number> = {};
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < many) {
      next += 1;
      const { status } = await client.get('/page', { params: { number: next } });
      statuses[status] = (statuses[status] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: 32 }, worker));
  return statuses;
}

const odd = Array.from({ length: 94 }, (_, index) => String.fromCharCode(33 + index));

/** Queries and paths in which encoding matters. */
async function oddOnes(client: AxiosInstance, encoded = '#%'): Promise<readonly number[]> {
  const statuses: number[] = [];
  for (const character of [...odd, ' ', 'ü', '€', '𝄞']) {
    const raw = encoded.includes(character) ? encodeURIComponent(character) : character;
    const answers = await Promise.all([
      client.get('/page', { params: { [`a${character}`]: `b${character}c` } }),
      client.get(`/page?a=${raw}b&${raw}`),
      client.post(`/page?${encodeURIComponent(character)}`, character),
    ]);
    statuses.push(...answers.map(({ status }) => status));
  }
  return [...new Set(statuses)];
}

describeWith('apache2')('Apache', () => {
  const start = (directives = ''): Promise<WebServer> =>
    closedAfterTest(startApache(usersFor('md5'), directives));

  it('takes 500 requests, with one more for the nonce', async () => {
    const { client, sent } = clientOf(await start());

    await expect(flood(client, 500)).resolves.toEqual({ 200: 500 });
    expect(sent()).toBe(501);
  });

  it('takes every character', async () => {
    const { client, sent } = clientOf(await start());

    await expect(oddOnes(client)).resolves.toEqual([200]);
    expect(sent()).toBe(1 + 98 * 3);
  });

  it.each([
    'AuthDigestNonceLifetime 0',
    'AuthDigestNcCheck On',
    'AuthDigestNonceLifetime 0\nAuthDigestNcCheck On',
  ])('takes 500 requests at 32 in flight with %j, each sent at most twice', async (directives) => {
    const { client, sent } = clientOf(await start(directives));

    await expect(flood(client, 500)).resolves.toEqual({ 200: 500 });
    expect(sent()).toBeLessThanOrEqual(1001);
  });

  it('gives the next nonce before the old one ends, or says that it is stale', async () => {
    const { client, sent } = clientOf(await start('AuthDigestNonceLifetime 2'));
    const end = Date.now() + 2_500;
    let many = 0;

    for (; Date.now() < end; many += 32) await expect(flood(client, 32)).resolves.toEqual({ 200: 32 });

    expect(many).toBeGreaterThan(32);
    expect(sent()).toBeLessThan(many + 100);
  });

  it('one after the other, uses the nonce that a one-time nonce is followed by', async () => {
    const { client, sent } = clientOf(await start('AuthDigestNonceLifetime 0'));

    for (let index = 0; index < 20; index += 1) {
      await expect(client.get('/page')).resolves.toMatchObject({ status: 200 });
    }

    expect(sent()).toBe(21);
  });

  it('gets a wrong password once', async () => {
    const { client, sent } = clientOf(await start(), 'wrong');

    await expect(client.get('/page')).resolves.toMatchObject({ status: 401 });
    expect(sent()).toBe(2);
  });
});

describeWith('lighttpd')('lighttpd', () => {
  const start = (algorithm: string, hash: string): Promise<WebServer> =>
    closedAfterTest(startLighttpd(usersFor(hash), algorithm));

  it.each([
    ['SHA-256', 'sha256'],
    ['MD5', 'md5'],
  ])('takes 500 requests with %s, and every character', async (algorithm, hash) => {
    const { client, sent } = clientOf(await start(algorithm, hash));

    await expect(flood(client, 500)).resolves.toEqual({ 200: 500 });
    expect(sent()).toBe(501);
    // It reads no escapes in the uri, where the standard has them, and a backslash has no place.
    await expect(oddOnes(client, '#%\\')).resolves.toEqual([200]);
  });

  it('is answered with the stronger of two algorithms', async () => {
    const { client, sent } = clientOf(await start('MD5|SHA-256', 'sha256'));

    await expect(client.get('/page')).resolves.toMatchObject({ status: 200 });
    expect(sent()).toBe(2);
  });

  it('gets a wrong password once', async () => {
    const { client, sent } = clientOf(await start('SHA-256', 'sha256'), 'wrong');

    await expect(client.get('/page')).resolves.toMatchObject({ status: 401 });
    expect(sent()).toBe(2);
  });
});
