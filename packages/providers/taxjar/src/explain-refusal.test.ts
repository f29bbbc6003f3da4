import { describe, expect, it } from '@jest/globals';
import axios, { AxiosError } from 'axios';
import {
  startEmulator,
  type TaxjarEmulator,
  type TaxjarEmulatorOptions as EmulatorOptions,
} from '@axios-keyring/taxjar/emulator';
import { taxjar, type TaxjarOptions } from './index.js';
import { refusalHint } from '@axios-keyring/core';
import { closedAfterTest } from '../../../../tools/test-setup/closed-after-test.js';

/** What the server's clock says; this machine's may be wrong. */
const date = 'Sun, 22 Nov 2026 17:00:00 GMT';
const absurd = 'Sat, 13 Sep 275760 00:00:00 GMT';

function start(options: EmulatorOptions = {}): Promise<TaxjarEmulator> {
  return closedAfterTest(startEmulator(options));
}

describe.each(['http', 'fetch'] as const)('the hint over the %s adapter', (adapter) => {
  async function hintOf(
    emulator: TaxjarEmulator,
    options: TaxjarOptions = {},
    request: object = { url: '/categories' },
  ): Promise<string | undefined> {
    const client = axios.create({ baseURL: `${emulator.url}/v2`, adapter });
    client.interceptors.request.use(
      taxjar({ apiToken: emulator.credentials.apiToken, baseURL: emulator.url, ...options }),
    );
    const error: unknown = await client.request(request).catch((reason: unknown) => reason);
    if (!(error instanceof AxiosError)) throw new Error('The request did not fail.');
    return refusalHint(error);
  }

  it('after 401 says that the API token is wrong, without it', async () => {
    const emulator = await start();

    const hint = await hintOf(emulator, { apiToken: 'nobody-may-see-this' });

    expect(emulator.requests[0]?.refusal).toBe('The API token differs.');
    expect(hint).toContain('TaxJar does not accept this API token.');
    expect(hint).toContain('copied whole');
    expect(hint).not.toContain('nobody-may-see-this');
  });

  it.each([
    ['sandbox', 'production'],
    ['production', 'sandbox'],
  ] as const)('after 401 with an API token of %s in %s names the option', async (ofToken, environment) => {
    const { apiToken } = (await start({ environment: ofToken })).credentials;
    const emulator = await start({ environment });

    const hint = await hintOf(emulator, { apiToken, environment });

    expect(emulator.requests[0]?.refusal).toBe(
      `The API token is one of ${ofToken}, and this is ${environment}.`,
    );
    expect(hint).toContain(`It has to be one of ${environment}`);
    expect(hint).toContain(`one of ${ofToken} only works with taxjar({ environment: '${ofToken}' })`);
  });

  it('after 403 speaks of the plan', async () => {
    const expired = await start({ plan: 'expired' });
    const starter = await start({ plan: 'starter' });
    const validation = { method: 'post', url: '/addresses/validate', data: {} };

    const hints = [await hintOf(expired), await hintOf(starter, {}, validation)];

    for (const hint of hints) {
      expect(hint).toContain('trial or subscription has expired, or the plan does not include it');
    }
  });

  it('after 406 says that forms are not taken', async () => {
    const emulator = await start();
    const data = new URLSearchParams({ amount: '15' });

    const hint = await hintOf(emulator, {}, { method: 'post', url: '/taxes', data });

    expect(emulator.requests[0]?.refusal).toBe('The Content-Type is not application/json.');
    expect(hint).toContain('only takes JSON, not forms');
  });

  it.each([
    [{ 'retry-after': '7' }, 'in 7 seconds'],
    [{}, 'in a minute'],
    [{ 'retry-after': '007' }, 'in 7 seconds'],
    [{ 'retry-after': 'Sun, 22 Nov 2026 17:00:40 GMT', date }, 'in 40 seconds'],
    [{ 'retry-after': 'Sun, 22 Nov 2026 16:59:00 GMT', date }, 'in a minute'],
    [{ 'retry-after': 'Sun, no date at all GMT', date }, 'in a minute'],
    [{ 'retry-after': '2026-11-22T17:00:40Z', date }, 'in a minute'],
    [{ 'retry-after': '7 <script>' }, 'in a minute'],
    [{ 'retry-after': '0' }, 'in a minute'],
    [{ 'retry-after': '9'.repeat(400) }, 'in a minute'],
    [{ 'retry-after': 'Fri, 31 Dec 9999 23:59:59 GMT', date }, 'in a minute'],
    [{ 'retry-after': new Date(Date.now() + 30_000).toUTCString(), date: absurd }, /in ([12]\d|30) seconds/],
  ])('after 429 with %j says when to send it again', async (headers, when) => {
    const emulator = await start({ respond: () => ({ status: 429, headers, body: {} }) });

    const hint = await hintOf(emulator);

    expect(hint).toContain('more requests in a minute than its plan allows');
    expect(hint).toMatch(when);
  });

  it.each([400, 404, 422, 500, 503])(
    'is not there after %d, of which the API says enough',
    async (status) => {
      const emulator = await start({ respond: () => ({ status, body: {} }) });

      await expect(hintOf(emulator)).resolves.toBeUndefined();
    },
  );

  it('never says anything but API token', async () => {
    const emulator = await start({ respond: () => ({ status: 429 }) });
    const hints = [await hintOf(emulator), await hintOf(emulator, { apiToken: 'another' })];

    for (const hint of hints) expect(hint).not.toMatch(/\bkey\b/i);
  });
});

describe('explain', () => {
  it.each([
    [{ scheme: 'bearer' }, [{ name: 'Authorization', value: 'Bearer (API token)' }]],
    [
      { scheme: 'token', apiVersion: '2022-01-24' },
      [
        { name: 'Authorization', value: 'Token token="(API token)"' },
        { name: 'x-api-version', value: '2022-01-24' },
      ],
    ],
  ] as const)('shows the headers of %j, without the API token', async (options, parts) => {
    const interceptor = taxjar({ apiToken: 'nobody-may-see-this', ...options });

    await expect(interceptor.explain({ url: 'https://api.taxjar.com/v2/taxes' })).resolves.toMatchObject({
      provider: 'taxjar',
      baseURL: 'https://api.taxjar.com',
      parts,
      headers: parts.map(({ name }) => name),
    });
  });
});
