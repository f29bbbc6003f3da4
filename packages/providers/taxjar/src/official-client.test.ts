import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import axios from 'axios';
import Taxjar from 'taxjar';
import { startEmulator, type TaxjarEmulator } from '@axios-keyring/taxjar/emulator';
import { taxjar } from './index.js';

// What the vendor's own client takes for an answer and for an error shows that the emulator answers as the API does:
// https://github.com/taxjar/taxjar-node. Its option for the API token is called apiKey.
const order = {
  from_country: 'US',
  from_zip: '92093',
  from_state: 'CA',
  to_country: 'US',
  to_zip: '90404',
  to_state: 'CA',
  amount: 15,
  shipping: 1.5,
};

let emulator: TaxjarEmulator;

beforeEach(async () => {
  emulator = await startEmulator();
});

afterEach(async () => {
  await emulator.close();
});

function official(apiToken = emulator.credentials.apiToken): Taxjar {
  return new Taxjar({ apiKey: apiToken, apiUrl: emulator.url });
}

describe('the official client', () => {
  it('gets the categories, taxes and rates of the emulator', async () => {
    const { categories } = await official().categories();
    const { tax } = await official().taxForOrder(order);
    const { rate } = await official().ratesForLocation('90404', { city: 'Santa Monica' });

    expect(categories[0]).toMatchObject({ product_tax_code: '20010', name: 'Clothing' });
    expect(tax).toMatchObject({ amount_to_collect: 1.35, has_nexus: true });
    expect(rate).toMatchObject({ zip: '90404', combined_rate: '0.09' });
    expect(emulator.requests.map(({ method, target }) => `${method} ${target}`)).toEqual([
      'GET /v2/categories',
      'POST /v2/taxes',
      'GET /v2/rates/90404?city=Santa+Monica',
    ]);
  });

  it('makes its own error of a wrong API token', async () => {
    const failing = official('wrong').categories();

    await expect(failing).rejects.toBeInstanceOf(Taxjar.Error);
    await expect(failing).rejects.toMatchObject({
      name: 'TaxjarError',
      status: 401,
      error: 'Unauthorized',
      detail: "Not authorized for route 'GET /v2/categories'",
    });
  });

  it('makes its own error of an expired plan, and of what sandbox simulates', async () => {
    const expired = await startEmulator({ plan: 'expired' });
    const sandbox = await startEmulator({ environment: 'sandbox' });
    const { apiToken } = sandbox.credentials;
    const headers = { 'X-TJ-Expected-Response': 422 };

    const failures = await Promise.allSettled([
      new Taxjar({ apiKey: expired.credentials.apiToken, apiUrl: expired.url }).categories(),
      new Taxjar({ apiKey: apiToken, apiUrl: sandbox.url, headers }).taxForOrder(order),
    ]);

    expect(failures).toMatchObject([
      { status: 'rejected', reason: { name: 'TaxjarError', status: 403, error: 'Forbidden' } },
      { status: 'rejected', reason: { name: 'TaxjarError', status: 422, error: 'Unprocessable Entity' } },
    ]);
    await Promise.all([expired.close(), sandbox.close()]);
  });

  it('sends the same method, path, body and credentials as axios with the interceptor', async () => {
    const client = axios.create({ baseURL: `${emulator.url}/v2` });
    client.interceptors.request.use(taxjar({ ...emulator.credentials, baseURL: emulator.url }));

    await official().taxForOrder(order);
    await client.post('/taxes', order);

    const [theirs, ours] = emulator.requests.map(({ method, target, body, headers }) => ({
      method,
      target,
      body: body.toString(),
      authorization: headers.authorization,
      contentType: headers['content-type'],
    }));
    expect(ours).toEqual(theirs);
  });
});
