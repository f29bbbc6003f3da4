import { describe, expect, it } from '@jest/globals';
import { startEmulator, type TaxjarEmulator } from '@axios-keyring/taxjar/emulator';
import { taxjar } from './index.js';
import { closedAfterTest } from '../../../../tools/test-setup/closed-after-test.js';

function start(): Promise<TaxjarEmulator> {
  return closedAfterTest(startEmulator());
}

describe('verify', () => {
  it.each(['', '/v2', '/taxjar', '/taxjar/v2'])(
    'asks for the categories, as TaxJar recommends it, also behind the base path "%s"',
    async (path) => {
      // The emulator only serves /v2; behind a prefix it is enough to see where the request went.
      const { url, requests, credentials } = await start();

      const { ok, routes } = await taxjar({ ...credentials, baseURL: url + path }).verify();

      const reachesEmulator = !path.startsWith('/taxjar');
      expect([ok, routes[0]?.status]).toEqual(reachesEmulator ? [true, 200] : [false, 404]);
      expect(requests.map(({ method, target }) => `${method} ${target}`)).toEqual([
        `GET ${reachesEmulator ? '' : '/taxjar'}/v2/categories`,
      ]);
      expect(requests[0]?.headers.authorization).toBe(`Bearer ${credentials.apiToken}`);
    },
  );

  it('accepts a good API token in either form, and in the scope calculations', async () => {
    const { url, credentials } = await start();

    const verifications = await Promise.all(
      [{}, { scheme: 'token' as const }, { scope: 'calculations' as const }].map((options) =>
        taxjar({ ...credentials, ...options, baseURL: url }).verify(),
      ),
    );

    expect(verifications.map(({ ok }) => ok)).toEqual([true, true, true]);
  });

  it('says what is wrong with another API token, without it', async () => {
    const { url } = await start();

    const verification = await taxjar({ apiToken: 'nobody-may-see-this', baseURL: url }).verify();

    expect(verification).toMatchObject({ ok: false, routes: [{ status: 401 }] });
    expect(verification.hint).toContain('TaxJar does not accept this API token.');
    expect(verification.hint).not.toContain('nobody-may-see-this');
  });

  it('says that a merchant has no API token, and asks nobody', async () => {
    const { url, requests } = await start();

    const verification = await taxjar({ apiToken: () => undefined, baseURL: url }).verify();

    expect(verification).toMatchObject({ ok: false, routes: [{ status: undefined }] });
    expect(verification.hint).toContain('Return the API token of the merchant');
    expect(requests).toHaveLength(0);
  });
});
