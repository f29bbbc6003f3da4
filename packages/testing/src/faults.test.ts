import { describe, expect, it } from '@jest/globals';
import { closedAfterTest } from '../../../tools/test-setup/closed-after-test.js';
import { type RawAnswer, type RawRequest, sendRaw } from './send-raw.js';
import { startSample, tokenLife } from './fixtures/sample-emulator.js';
import { startServer, type TestServer, type TokenFault } from './index.js';

const target = '/known';
const headers = [['Authorization', 'Bearer a-token']] as const;

function start(...faults: readonly TokenFault[]): ReturnType<typeof startSample> {
  return closedAfterTest(startSample({ faults }));
}

function call({ url }: { readonly url: string }, sent: Partial<RawRequest> = {}): Promise<RawAnswer> {
  return sendRaw(url, { target, headers, ...sent });
}

describe('a fault', () => {
  it('happens once, and then the emulator answers as usual', async () => {
    const emulator = await start({ what: 'server-error', status: 503 });
    await expect(call(emulator)).resolves.toMatchObject({ status: 503 });
    await expect(call(emulator)).resolves.toMatchObject({ status: 200, refusal: undefined });
  });

  it('happens as often as it says, or always', async () => {
    const emulator = await start({ what: 'server-error', status: 502, times: 2 });
    const statuses = [await call(emulator), await call(emulator), await call(emulator)];
    expect(statuses.map(({ status }) => status)).toEqual([502, 502, 200]);
    emulator.inject({ what: 'server-error', status: 500, times: Infinity });
    for (let count = 0; count < 5; count += 1) {
      await expect(call(emulator)).resolves.toMatchObject({ status: 500 });
    }
  });

  it('can be taken back, once or twice', async () => {
    const emulator = await start();
    const takeBack = emulator.inject({ what: 'server-error', status: 500, times: Infinity });
    await expect(call(emulator)).resolves.toMatchObject({ status: 500 });
    takeBack();
    takeBack();
    await expect(call(emulator)).resolves.toMatchObject({ status: 200 });
  });

  it('happens only to its method and its path, whatever the query', async () => {
    const scoped = { method: 'get', path: '/rates/1', times: Infinity };
    const emulator = await start({ what: 'server-error', status: 500, ...scoped });
    await expect(call(emulator, { target: '/rates/1?a=b' })).resolves.toMatchObject({ status: 500 });
    await expect(call(emulator, { target: '/rates/12' })).resolves.toMatchObject({ status: 200 });
    await expect(call(emulator, { target: '/rates/1', method: 'DELETE' })).resolves.toMatchObject({
      status: 200,
    });
  });

  it('takes a pattern for a path, without remembering where it matched', async () => {
    const emulator = await start({ what: 'server-error', status: 500, path: /rates/g, times: 3 });
    for (const id of [1, 2, 3]) {
      await expect(call(emulator, { target: `/rates/${id}` })).resolves.toMatchObject({ status: 500 });
    }
    await expect(call(emulator, { target: '/rates/4' })).resolves.toMatchObject({ status: 200 });
  });

  it('is told in the refusal, and does not depend on the credential', async () => {
    const emulator = await start({ what: 'rate-limit', retryAfter: 7 });
    await call(emulator, { headers: [] });
    expect(emulator.requests).toMatchObject([{ status: 429, refusal: 'A fault was asked for: rate-limit.' }]);
  });

  it('is followed by the next one, until one of them is the answer', async () => {
    const emulator = await start(
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

  it.each<[TokenFault, string]>([
    [{ what: 'server-error', status: 404 }, 'status has to be from 500 to 599'],
    [{ what: 'server-error', status: 500, times: 0 }, 'times has to be a whole number above 0, or Infinity'],
    [{ what: 'hang', times: 1.5 }, 'times has to be a whole number above 0, or Infinity'],
    [{ what: 'delay', milliseconds: -1 }, 'milliseconds has to be 0 or more'],
    [{ what: 'clock-offset', milliseconds: NaN }, 'milliseconds has to be a number'],
  ])('that cannot happen is refused: %p', async (fault, problem) => {
    const emulator = await start();
    expect(() => emulator.inject(fault)).toThrow(`The fault ${fault.what} cannot happen: ${problem}.`);
    await expect(startSample({ faults: [fault] })).rejects.toThrow(problem);
  });
});

describe('the kinds of faults', () => {
  it('delay: the answer comes later than that of a request that came later', async () => {
    const emulator = await start({ what: 'delay', milliseconds: 200, path: '/slow' });
    const order: string[] = [];
    const slow = call(emulator, { target: '/slow' }).then(({ status }) => order.push(`slow ${status}`));
    await call(emulator).then(({ status }) => order.push(`quick ${status}`));
    await slow;
    expect(order).toEqual(['quick 200', 'slow 200']);
  });

  it('delay: closing the emulator ends it', async () => {
    const emulator = await start({ what: 'delay', milliseconds: 2 ** 30 });
    const failed = expect(call(emulator)).rejects.toThrow();
    await arrival(emulator);
    await emulator.close();
    await failed;
  });

  it('rate-limit: 429 says when to come again', async () => {
    const date = 'Wed, 21 Oct 2026 07:28:00 GMT';
    const emulator = await start(
      { what: 'rate-limit', retryAfter: 7 },
      { what: 'rate-limit', retryAfter: date },
    );
    await expect(call(emulator)).resolves.toMatchObject({ status: 429, headers: { 'retry-after': '7' } });
    await expect(call(emulator)).resolves.toMatchObject({ status: 429, headers: { 'retry-after': date } });
  });

  it('server-error: any status and body', async () => {
    const emulator = await start(
      { what: 'server-error', status: 599 },
      { what: 'server-error', status: 500, body: 'down' },
      { what: 'server-error', status: 500, body: { message: 'Internal Server Error' } },
    );
    await expect(call(emulator)).resolves.toMatchObject({ status: 599, text: '' });
    await expect(call(emulator)).resolves.toMatchObject({ status: 500, text: 'down' });
    await expect(call(emulator)).resolves.toMatchObject({ text: '{"message":"Internal Server Error"}' });
  });

  it('hang: no answer until the emulator is closed', async () => {
    const emulator = await start({ what: 'hang' });
    const failed = expect(call(emulator)).rejects.toThrow();
    await arrival(emulator);
    await expect(call(emulator)).resolves.toMatchObject({ status: 200 });
    expect(emulator.requests.map(({ status }) => status)).toEqual([0, 200]);
    await emulator.close();
    await failed;
  });

  it('reset: the connection breaks', async () => {
    const emulator = await start({ what: 'reset' });
    await expect(call(emulator)).rejects.toMatchObject({ code: 'ECONNRESET' });
    await expect(call(emulator)).resolves.toMatchObject({ status: 200 });
  });

  it('redirect: to a path of the emulator, or to another origin', async () => {
    const elsewhere = await closedAfterTest(startServer((_, response) => void response.end('elsewhere')));
    const emulator = await start(
      { what: 'redirect', to: '/other' },
      { what: 'redirect', to: `${elsewhere.url}/x`, status: 302 },
    );
    await expect(call(emulator)).resolves.toMatchObject({
      status: 307,
      headers: { location: '/other' },
    });
    await expect((await fetch(emulator.url + target)).text()).resolves.toBe('elsewhere');
  });

  it('clock-offset: the Date header is off, for those requests only', async () => {
    const emulator = await start({ what: 'clock-offset', milliseconds: -3_600_000 });
    const [late, usual] = [await call(emulator), await call(emulator)].map(({ headers: { date } }) =>
      Math.abs(Date.parse(date ?? '') - Date.now()),
    );
    expect(late).toBeGreaterThan(3_500_000);
    expect(usual).toBeLessThan(60_000);
  });

  it('clock-offset: what is checked against the clock is off too', async () => {
    const emulator = await start({ what: 'clock-offset', milliseconds: 600_000 });
    const dated = [...headers, ['x-date', new Date().toUTCString()] as const];
    expect((await call(emulator, { headers: dated })).refusal).toContain('seconds behind the clock');
    await expect(call(emulator, { headers: dated })).resolves.toMatchObject({ status: 200 });
  });

  it('stale-credential: refused as the vendor refuses another one, in whichever header it is', async () => {
    const emulator = await start();
    const wrong = await call(emulator, { headers: [['Authorization', 'Bearer another']] });
    emulator.inject({ what: 'stale-credential' });
    const stale = await call(emulator);
    expect(stale).toMatchObject({ status: 401, text: wrong.text });
    expect(stale.refusal).toBe('A fault was asked for: stale-credential.');
    await expect(call(emulator)).resolves.toMatchObject({ status: 200 });
    emulator.inject({ what: 'stale-credential' });
    await expect(fetchToken(emulator)).resolves.toMatchObject({ status: 401, text: wrong.text });
    await expect(fetchToken(emulator)).resolves.toMatchObject({ status: 200 });
  });

  it('token-endpoint-down: 503, where tokens are fetched and nowhere else', async () => {
    const emulator = await start({ what: 'token-endpoint-down' });
    await expect(call(emulator)).resolves.toMatchObject({ status: 200 });
    await expect(fetchToken(emulator)).resolves.toMatchObject({ status: 503 });
    await expect(fetchToken(emulator)).resolves.toMatchObject({ status: 200 });
  });

  it('token-expires-early: the token says that it is valid, but is accepted as long as the fault says', async () => {
    let now = Date.UTC(2026, 5, 1);
    const emulator = await closedAfterTest(startSample({ now: () => now }));
    emulator.inject({ what: 'token-expires-early', after: 60_000 });
    const first = await fetchToken(emulator);
    const { token, expiresIn }: { token: string; expiresIn: unknown } = JSON.parse(first.text);
    expect(expiresIn).toBe(tokenLife);
    const withToken = { headers: [['Authorization', `Bearer ${token}`]] as const };
    now += 59_999;
    await expect(call(emulator, withToken)).resolves.toMatchObject({ status: 200 });
    now += 1;
    await expect(call(emulator, withToken)).resolves.toMatchObject({
      status: 401,
      refusal: 'The token has expired.',
    });
  });
});

function fetchToken({ url }: TestServer): Promise<RawAnswer> {
  return sendRaw(url, { method: 'POST', target: '/token', headers: [['x-key', 'a-key']] });
}

async function arrival({ requests }: TestServer): Promise<void> {
  while (requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
}
