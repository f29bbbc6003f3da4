import { createHash, randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { closedAfterTest } from './fixtures/running.js';
import { send, type Received, type Sent } from './fixtures/send.js';
import { type Emulator, type Fault, startEmulator, startServer, type TaxjarCredentials } from './index.js';

const target = '/v2/categories';
const headers = [['Authorization', 'Bearer 9e0cd62a22f451701f29c3bde214']] as const;

type Taxjar = Emulator<TaxjarCredentials>;

function startTaxjar(...faults: readonly Fault[]): Promise<Taxjar> {
  return closedAfterTest(startEmulator('taxjar', { faults }));
}

function call({ url }: { readonly url: string }, sent: Partial<Sent> = {}): Promise<Received> {
  return send(url, { target, headers, ...sent });
}

describe('a fault', () => {
  it('happens once, and then the emulator answers as usual', async () => {
    const emulator = await startTaxjar({ what: 'server-error', status: 503 });
    await expect(call(emulator)).resolves.toMatchObject({ status: 503 });
    await expect(call(emulator)).resolves.toMatchObject({ status: 200, refusal: undefined });
  });

  it('happens as often as it says, or always', async () => {
    const emulator = await startTaxjar({ what: 'server-error', status: 502, times: 2 });
    const statuses = [await call(emulator), await call(emulator), await call(emulator)];
    expect(statuses.map(({ status }) => status)).toEqual([502, 502, 200]);
    emulator.inject({ what: 'server-error', status: 500, times: Infinity });
    for (let count = 0; count < 5; count += 1) {
      await expect(call(emulator)).resolves.toMatchObject({ status: 500 });
    }
  });

  it('can be taken back, once or twice', async () => {
    const emulator = await startTaxjar();
    const takeBack = emulator.inject({ what: 'server-error', status: 500, times: Infinity });
    await expect(call(emulator)).resolves.toMatchObject({ status: 500 });
    takeBack();
    takeBack();
    await expect(call(emulator)).resolves.toMatchObject({ status: 200 });
  });

  it('happens only to its method and its path, whatever the query', async () => {
    const scoped = { method: 'get', path: '/v2/rates/1', times: Infinity };
    const emulator = await startTaxjar({ what: 'server-error', status: 500, ...scoped });
    await expect(call(emulator, { target: '/v2/rates/1?a=b' })).resolves.toMatchObject({ status: 500 });
    await expect(call(emulator, { target: '/v2/rates/12' })).resolves.toMatchObject({ status: 200 });
    await expect(call(emulator, { target: '/v2/rates/1', method: 'DELETE' })).resolves.toMatchObject({
      status: 200,
    });
  });

  it('takes a pattern for a path, without remembering where it matched', async () => {
    const emulator = await startTaxjar({ what: 'server-error', status: 500, path: /rates/g, times: 3 });
    for (const id of [1, 2, 3]) {
      await expect(call(emulator, { target: `/v2/rates/${id}` })).resolves.toMatchObject({ status: 500 });
    }
    await expect(call(emulator, { target: '/v2/rates/4' })).resolves.toMatchObject({ status: 200 });
  });

  it('is told in the refusal, and does not depend on the credential', async () => {
    const emulator = await startTaxjar({ what: 'rate-limit', retryAfter: 7 });
    await call(emulator, { headers: [] });
    expect(emulator.requests).toMatchObject([{ status: 429, refusal: 'A fault was asked for: rate-limit.' }]);
  });

  it('is followed by the next one, until one of them is the answer', async () => {
    const emulator = await startTaxjar(
      { what: 'clock-offset', milliseconds: 3_600_000 },
      { what: 'delay', milliseconds: 1 },
      { what: 'server-error', status: 500 },
      { what: 'server-error', status: 501 },
    );
    const first = await call(emulator);
    expect(first.status).toBe(500);
    expect(Date.parse(first.headers.date ?? '') - Date.now()).toBeGreaterThan(3_500_000);
    await expect(call(emulator)).resolves.toMatchObject({ status: 501 });
  });

  it.each<[Fault, string]>([
    [{ what: 'server-error', status: 404 }, 'status has to be from 500 to 599'],
    [{ what: 'server-error', status: 500, times: 0 }, 'times has to be a whole number above 0, or Infinity'],
    [{ what: 'hang', times: 1.5 }, 'times has to be a whole number above 0, or Infinity'],
    [{ what: 'delay', milliseconds: -1 }, 'milliseconds has to be 0 or more'],
    [{ what: 'clock-offset', milliseconds: NaN }, 'milliseconds has to be a number'],
  ])('that cannot happen is refused: %p', async (fault, problem) => {
    const emulator = await startTaxjar();
    expect(() => emulator.inject(fault)).toThrow(`The fault ${fault.what} cannot happen: ${problem}.`);
    await expect(startEmulator('taxjar', { faults: [fault] })).rejects.toThrow(problem);
  });

  it('about tokens is only for an emulator that issues some', async () => {
    const emulator = await startTaxjar();
    // @ts-expect-error: TaxJar has no token endpoint.
    emulator.inject({ what: 'token-endpoint-down', times: Infinity });
    await expect(call(emulator)).resolves.toMatchObject({ status: 200 });
  });
});

describe('the kinds of faults', () => {
  it('delay: the answer comes later than that of a request that came later', async () => {
    const emulator = await startTaxjar({ what: 'delay', milliseconds: 200, path: '/v2/slow' });
    const order: string[] = [];
    const slow = call(emulator, { target: '/v2/slow' }).then(({ status }) => order.push(`slow ${status}`));
    await call(emulator).then(({ status }) => order.push(`quick ${status}`));
    await slow;
    expect(order).toEqual(['quick 200', 'slow 200']);
  });

  it('delay: closing the emulator ends it', async () => {
    const emulator = await startTaxjar({ what: 'delay', milliseconds: 2 ** 30 });
    const failed = expect(call(emulator)).rejects.toThrow();
    await arrival(emulator);
    await emulator.close();
    await failed;
  });

  it('rate-limit: 429 says when to come again', async () => {
    const date = 'Wed, 21 Oct 2026 07:28:00 GMT';
    const emulator = await startTaxjar(
      { what: 'rate-limit', retryAfter: 7 },
      { what: 'rate-limit', retryAfter: date },
    );
    await expect(call(emulator)).resolves.toMatchObject({ status: 429, headers: { 'retry-after': '7' } });
    await expect(call(emulator)).resolves.toMatchObject({ status: 429, headers: { 'retry-after': date } });
  });

  it('server-error: any status and body', async () => {
    const emulator = await startTaxjar(
      { what: 'server-error', status: 599 },
      { what: 'server-error', status: 500, body: 'down' },
      { what: 'server-error', status: 500, body: { message: 'Internal Server Error' } },
    );
    await expect(call(emulator)).resolves.toMatchObject({ status: 599, text: '' });
    await expect(call(emulator)).resolves.toMatchObject({ status: 500, text: 'down' });
    await expect(call(emulator)).resolves.toMatchObject({ text: '{"message":"Internal Server Error"}' });
  });

  it('hang: no answer until the emulator is closed', async () => {
    const emulator = await startTaxjar({ what: 'hang' });
    const failed = expect(call(emulator)).rejects.toThrow();
    await arrival(emulator);
    await expect(call(emulator)).resolves.toMatchObject({ status: 200 });
    expect(emulator.requests.map(({ status }) => status)).toEqual([0, 200]);
    await emulator.close();
    await failed;
  });

  it('reset: the connection breaks', async () => {
    const emulator = await startTaxjar({ what: 'reset' });
    await expect(call(emulator)).rejects.toMatchObject({ code: 'ECONNRESET' });
    await expect(call(emulator)).resolves.toMatchObject({ status: 200 });
  });

  it('redirect: to a path of the emulator, or to another origin', async () => {
    const elsewhere = await closedAfterTest(startServer((_, response) => void response.end('elsewhere')));
    const emulator = await startTaxjar(
      { what: 'redirect', to: '/v2/other' },
      { what: 'redirect', to: `${elsewhere.url}/x`, status: 302 },
    );
    await expect(call(emulator)).resolves.toMatchObject({
      status: 307,
      headers: { location: '/v2/other' },
    });
    await expect((await fetch(emulator.url + target)).text()).resolves.toBe('elsewhere');
  });

  it('clock-offset: the Date header is off, for those requests only', async () => {
    const emulator = await startTaxjar({ what: 'clock-offset', milliseconds: -3_600_000 });
    const [late, usual] = [await call(emulator), await call(emulator)].map(({ headers: { date } }) =>
      Math.abs(Date.parse(date ?? '') - Date.now()),
    );
    expect(late).toBeGreaterThan(3_500_000);
    expect(usual).toBeLessThan(60_000);
  });

  it('clock-offset: what is checked against the clock is off too', async () => {
    const emulator = await closedAfterTest(startEmulator('azure-communication'));
    const body = '';
    const date = new Date().toUTCString();
    const hash = createHash('sha256').update(body).digest('base64');
    const sign = (): Promise<Received> =>
      send(emulator.url, {
        target: '/identities',
        method: 'POST',
        headers: [
          ['x-ms-date', date],
          ['x-ms-content-sha256', hash],
          ['Authorization', 'HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature=x'],
        ],
      });
    emulator.inject({ what: 'clock-offset', milliseconds: 600_000 });
    expect((await sign()).refusal).toContain('seconds behind the clock');
    expect((await sign()).refusal).toContain('signature');
  });
});

describe('stale-credential is refused as the vendor refuses it', () => {
  it('by TaxJar', async () => {
    const emulator = await startTaxjar({ what: 'stale-credential' });
    const stale = await call(emulator);
    const wrong = await call(emulator, { headers: [['Authorization', 'Bearer another']] });
    expect(stale).toMatchObject({ status: 401, text: wrong.text });
    expect(stale.refusal).toBe('A fault was asked for: stale-credential.');
    await expect(call(emulator)).resolves.toMatchObject({ status: 200 });
  });

  it('by Avalara, in either header', async () => {
    const emulator = await closedAfterTest(startEmulator('avalara-communications'));
    const { username, password } = emulator.credentials;
    const encoded = Buffer.from(`${username}:${password}`).toString('base64');
    for (const header of [['Authorization', `Basic ${encoded}`] as const, ['api_key', encoded] as const]) {
      emulator.inject({ what: 'stale-credential' });
      const sent = { target: '/api/v2/afc/serviceinfo', headers: [header] };
      await expect(call(emulator, sent)).resolves.toMatchObject({ status: 401, text: '' });
      await expect(call(emulator, sent)).resolves.toMatchObject({ status: 200 });
    }
  });

  it('by Azure, for a user token', async () => {
    const emulator = await closedAfterTest(
      startEmulator('azure-communication', { faults: [{ what: 'stale-credential' }] }),
    );
    const [token = ''] = emulator.credentials.userTokens;
    const sent = { target: '/chat/threads', headers: [['Authorization', `Bearer ${token}`] as const] };
    const { status, text } = await call(emulator, sent);
    expect([status, JSON.parse(text)]).toMatchObject([401, { error: { code: 'Denied' } }]);
  });

  it('by Avanan on the Infinity Portal, and the call that fetches a token with a bare 401', async () => {
    const emulator = await closedAfterTest(startEmulator('avanan'));
    const portal = await fetchPortalToken(emulator);
    emulator.inject({ what: 'stale-credential', times: 2 });
    await expect(portal.call()).resolves.toMatchObject({
      status: 401,
      text: '{"success":false,"message":"Authentication required","forceLogout":true}',
    });
    await expect(portal.renew()).resolves.toMatchObject({ status: 401, text: '' });
    await expect(portal.call()).resolves.toMatchObject({ status: 200 });
  });
});

describe('the faults of tokens', () => {
  it('token-endpoint-down: 503, where tokens are fetched and nowhere else', async () => {
    const emulator = await closedAfterTest(startEmulator('avanan'));
    const portal = await fetchPortalToken(emulator);
    emulator.inject({ what: 'token-endpoint-down' });
    await expect(portal.call()).resolves.toMatchObject({ status: 200 });
    await expect(portal.renew()).resolves.toMatchObject({ status: 503 });
    await expect(portal.renew()).resolves.toMatchObject({ status: 200 });
  });

  it('token-expires-early: the token says that it is valid, and is not', async () => {
    const emulator = await closedAfterTest(startEmulator('avanan'));
    emulator.inject({ what: 'token-expires-early' });
    const portal = await fetchPortalToken(emulator);
    expect(portal.expiresIn).toBe(1800);
    await expect(portal.call()).resolves.toMatchObject({
      status: 401,
      refusal: 'The token in Authorization has expired.',
    });
    const next = await fetchPortalToken(emulator);
    await expect(next.call()).resolves.toMatchObject({ status: 200 });
  });

  it('token-expires-early: it is accepted as long as the fault says', async () => {
    let now = Date.UTC(2026, 5, 1);
    const emulator = await closedAfterTest(startEmulator('avanan', { now: () => now }));
    emulator.inject({ what: 'token-expires-early', after: 60_000 });
    const portal = await fetchPortalToken(emulator);
    now += 59_999;
    await expect(portal.call()).resolves.toMatchObject({ status: 200 });
    now += 1;
    await expect(portal.call()).resolves.toMatchObject({ status: 401 });
  });
});

interface Portal {
  readonly expiresIn: unknown;
  call(): Promise<Received>;
  renew(): Promise<Received>;
}

async function fetchPortalToken(emulator: {
  readonly url: string;
  readonly portalCredentials: object;
}): Promise<Portal> {
  const renew = (): Promise<Received> =>
    send(emulator.url, {
      method: 'POST',
      target: '/auth/external',
      headers: [['Content-Type', 'application/json']],
      body: JSON.stringify(emulator.portalCredentials),
    });
  const answer: { data: { token: string; expiresIn: unknown } } = JSON.parse((await renew()).text);
  const { token, expiresIn } = answer.data;
  const call = (): Promise<Received> =>
    send(emulator.url, {
      target: '/app/hec-api/v1.0/scopes',
      headers: [
        ['Authorization', `Bearer ${token}`],
        ['x-av-req-id', randomUUID()],
      ],
    });
  return { expiresIn, call, renew };
}

async function arrival({ requests }: Pick<Taxjar, 'requests'>): Promise<void> {
  while (requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
}
