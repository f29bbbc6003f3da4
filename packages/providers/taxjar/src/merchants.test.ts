import { AsyncLocalStorage } from 'node:async_hooks';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import axios, { type AxiosInstance } from 'axios';
import fc from 'fast-check';
import { startEmulator, type TaxjarEmulator } from '@axios-keyring/taxjar/emulator';
import { taxjar, type TaxjarOptions } from './index.js';

const merchants = Array.from({ length: 20 }, (_, index) => `merchant-${index}`);

function tokenOf(merchant: string | undefined): string | undefined {
  return merchant === undefined ? undefined : `token-of-${merchant}`;
}

let emulator: TaxjarEmulator;

beforeEach(async () => {
  emulator = await startEmulator({
    merchantTokens: merchants.flatMap((one) => tokenOf(one) ?? []),
  });
});

afterEach(async () => {
  jest.restoreAllMocks();
  await emulator.close();
});

function clientWith(apiToken: TaxjarOptions['apiToken'], adapter: 'http' | 'fetch'): AxiosInstance {
  const client = axios.create({ baseURL: `${emulator.url}/v2`, adapter });
  client.interceptors.request.use(taxjar({ apiToken, baseURL: emulator.url }));
  return client;
}

/** Lets others go first, as reading a database would. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise(setImmediate);
}

describe.each(['http', 'fetch'] as const)('merchants over the %s adapter', (adapter) => {
  it.each([
    ['undefined', () => undefined],
    ['null', () => null],
    ['an empty text', () => ''],
    ['a promise of undefined', () => Promise.resolve(undefined)],
    ['a promise of null', () => Promise.resolve(null)],
    ['a promise of an empty text', () => Promise.resolve('')],
  ])('without an API token (%s) send nothing, and learn what to do', async (_, apiToken) => {
    const sending = clientWith(apiToken, adapter).get('/nexus/regions');

    await expect(sending).rejects.toMatchObject({
      code: 'ERR_KEYRING_CREDENTIAL',
      provider: 'taxjar',
      option: 'apiToken',
      message: expect.stringMatching(
        /^\[@axios-keyring\/taxjar\] The function given as apiToken returned .* The request was not sent\. Return the API token of the merchant .*ask for it first/,
      ),
      config: { url: '/nexus/regions' },
    });
    expect(emulator.requests).toHaveLength(0);
  });

  it('are not spoken of where the API token is in a file, and that is wrong', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'merchants-')), 'token');
    writeFileSync(file, 'a-token');
    jest.replaceProperty(process, 'env', { TAXJAR_API_TOKEN_FILE: file });
    const client = clientWith(undefined, adapter);
    writeFileSync(file, 'a token');
    jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 60_000);

    await expect(client.get('/categories')).rejects.toMatchObject({
      option: 'apiToken',
      message:
        '[@axios-keyring/taxjar] apiToken contains white space or a quotation mark. It comes from the file that ' +
        'TAXJAR_API_TOKEN_FILE names: set it right there. The request was not sent.',
    });
    rmSync(dirname(file), { recursive: true });
  });

  it('whose API token could not be looked up send nothing, and the reason is the cause', async () => {
    const cause = new Error('the database is away');
    const failures: TaxjarOptions['apiToken'][] = [
      () => Promise.reject(cause),
      () => {
        throw cause;
      },
    ];
    for (const apiToken of failures) {
      await expect(clientWith(apiToken, adapter).get('/categories')).rejects.toMatchObject({
        code: 'ERR_KEYRING_CREDENTIAL',
        cause,
        message: expect.not.stringContaining('ask for it first'),
      });
    }
    expect(emulator.requests).toHaveLength(0);
  });

  it('never get each other’s API token, in 200 requests at once', async () => {
    const current = new AsyncLocalStorage<{ merchant: string; delay: number }>();
    const client = clientWith(async () => {
      const { merchant, delay } = current.getStore() ?? { merchant: undefined, delay: 0 };
      await turns(delay);
      return tokenOf(merchant);
    }, adapter);
    const order = fc.record({ merchant: fc.constantFrom(...merchants), delay: fc.nat(5) });

    await fc.assert(
      fc.asyncProperty(fc.array(order, { minLength: 200, maxLength: 200 }), async (orders) => {
        const before = emulator.requests.length;

        const answers = await Promise.all(
          orders.map((one) => current.run(one, () => client.get(`/rates/${one.merchant}`))),
        );

        expect(answers.every(({ status }) => status === 200)).toBe(true);
        const arrived = emulator.requests.slice(before);
        expect(arrived).toHaveLength(200);
        const wrong = arrived.filter(
          ({ target, headers }) =>
            headers.authorization !== `Bearer ${String(tokenOf(target.replace('/v2/rates/', '')))}`,
        );
        expect(wrong).toEqual([]);
      }),
      // A smaller failing example says no more, and takes minutes to find.
      { numRuns: 1, endOnFailure: true },
    );
  }, 60_000);

  it('of whom some have no API token do not disturb the others', async () => {
    const client = clientWith(async (request) => {
      await turns(1);
      const merchant = request.headers['x-merchant'];
      return merchant === 'merchant-1' ? undefined : tokenOf(merchant);
    }, adapter);

    const outcomes = await Promise.allSettled(
      merchants.map((merchant) => client.get('/categories', { headers: { 'X-Merchant': merchant } })),
    );

    const failed = merchants.filter((_, index) => outcomes[index]?.status === 'rejected');
    expect(failed).toEqual(['merchant-1']);
    expect(emulator.requests).toHaveLength(merchants.length - 1);
  });
});
