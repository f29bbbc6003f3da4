import { describe, expect, it } from '@jest/globals';
import { type RawAnswer as Received, sendRaw as send } from '@axios-keyring/testing';
import { closedAfterTest } from '../../../../tools/test-setup/closed-after-test.js';
import vectors from '../vectors.json' with { type: 'json' };
import { startEmulator } from './index.js';

const token = '9e0cd62a22f451701f29c3bde214';
const bearer = ['Authorization', `Bearer ${token}`] as const;

describe('taxjar', () => {
  it.each(vectors)('accepts the vector of the form $form', async ({ apiToken, authorization }) => {
    const emulator = await closedAfterTest(startEmulator({ apiToken }));
    const response = await fetch(`${emulator.url}/v2/categories`, { headers: { authorization } });
    expect(response.status).toBe(200);
    expect(response.headers.get('x-emulator-refusal')).toBeNull();
    await expect(response.json()).resolves.toMatchObject({ categories: expect.any(Array) });
  });

  it('accepts the sample token of the reference by default', async () => {
    const emulator = await closedAfterTest(startEmulator());
    expect(emulator.credentials.apiToken).toBe(token);
    const { status } = await send(emulator.url, { target: '/v2/categories?x=1', headers: [bearer] });
    expect(status).toBe(200);
  });

  it('answers the calculation of taxes and a rate', async () => {
    const emulator = await closedAfterTest(startEmulator());
    const taxes = await send(emulator.url, {
      method: 'POST',
      target: '/v2/taxes',
      headers: [bearer, ['Content-Type', 'application/json; charset=utf-8']],
      body: '{"amount":15,"shipping":1.5}',
    });
    expect(JSON.parse(taxes.text)).toMatchObject({ tax: { amount_to_collect: 1.35 } });
    const rate = await send(emulator.url, { target: '/v2/rates/90404?city=x', headers: [bearer] });
    expect(JSON.parse(rate.text)).toMatchObject({ rate: { zip: '90404' } });
  });

  it.each([
    ['no header', [], 'The header authorization is missing.'],
    ['an empty header', [''], 'The header authorization is empty.'],
    ['another token', [`Bearer ${token}x`], 'The API token differs.'],
    ['another case', [`Bearer ${token.toUpperCase()}`], 'The API token differs.'],
    ['another token in the Token form', [`Token token="${token}x"`], 'The API token differs.'],
    ['a token of two words', [`Bearer  ${token}`], 'The API token differs.'],
    ['a bare token', [token], 'The Authorization scheme is neither Bearer nor Token.'],
    [
      'the scheme in lower case',
      [`bearer ${token}`],
      'The Authorization scheme is neither Bearer nor Token.',
    ],
    ['Basic', [`Basic ${token}`], 'The Authorization scheme is neither Bearer nor Token.'],
    [
      'no quotes',
      [`Token token=${token}`],
      'The Token scheme is not followed by token="..." in double quotes.',
    ],
    ['no name', [`Token ${token}`], 'The Token scheme is not followed by token="..." in double quotes.'],
    ['two headers', [`Bearer ${token}`, `Bearer ${token}`], 'The header authorization was sent 2 times.'],
  ])('refuses %s', async (_, values, sentence) => {
    const emulator = await closedAfterTest(startEmulator());
    const received = await send(emulator.url, {
      target: '/v2/categories?secret=1',
      headers: values.map((value) => ['Authorization', value] as const),
    });
    expect(received.status).toBe(401);
    expect(received.headers['content-type']).toBe('application/json');
    expect(JSON.parse(received.text)).toEqual({
      status: 401,
      error: 'Unauthorized',
      detail: "Not authorized for route 'GET /v2/categories'",
    });
    expect(received.refusal).toBe(sentence);
    expect(received.refusal).not.toContain(token);
  });

  it.each(['/v1/categories', '/v2', '/', '/v20/categories', '/V2/categories'])(
    'has nothing at %s',
    async (target) => {
      const emulator = await closedAfterTest(startEmulator());
      const received = await send(emulator.url, { target, headers: [bearer] });
      expect(received.status).toBe(404);
      expect(JSON.parse(received.text)).toMatchObject({ status: 404, error: 'Not Found' });
      expect(received.refusal).toBe('The path is not below /v2/.');
    },
  );

  it.each([
    ['POST', 'application/x-www-form-urlencoded', 'amount=15'],
    ['PUT', 'text/plain', '{}'],
    ['PATCH', '', '{}'],
    ['POST', 'application/x-www-form-urlencoded', ''],
  ])('does not take a %s of type "%s"', async (method, type, body) => {
    const emulator = await closedAfterTest(startEmulator());
    const received = await send(emulator.url, {
      method,
      target: '/v2/taxes',
      headers: [bearer, ['Content-Type', type]],
      body,
    });
    expect(received.status).toBe(406);
    expect(JSON.parse(received.text)).toMatchObject({ status: 406, error: 'Not Acceptable' });
    expect(received.refusal).toBe('The Content-Type is not application/json.');
  });

  it('takes a POST without body and content type', async () => {
    const emulator = await closedAfterTest(startEmulator());
    const { status } = await send(emulator.url, { method: 'POST', target: '/v2/other', headers: [bearer] });
    expect(status).toBe(200);
  });

  it('has a sample token for each environment, and refuses that of the other', async () => {
    const production = await closedAfterTest(startEmulator());
    const sandbox = await closedAfterTest(startEmulator({ environment: 'sandbox' }));
    const get = (url: string, apiToken: string): Promise<Received> =>
      send(url, { target: '/v2/categories', headers: [['Authorization', `Token token="${apiToken}"`]] });

    await expect(get(sandbox.url, sandbox.credentials.apiToken)).resolves.toMatchObject({ status: 200 });
    await expect(get(sandbox.url, production.credentials.apiToken)).resolves.toMatchObject({
      status: 401,
      refusal: 'The API token is one of production, and this is sandbox.',
    });
    await expect(get(production.url, sandbox.credentials.apiToken)).resolves.toMatchObject({
      status: 401,
      refusal: 'The API token is one of sandbox, and this is production.',
    });
    await expect(get(sandbox.url, 'any')).resolves.toMatchObject({ refusal: 'The API token differs.' });
  });

  it('accepts the tokens of merchants beside the one', async () => {
    const emulator = await closedAfterTest(startEmulator({ merchantTokens: ['one', 'two'] }));
    const statuses = await Promise.all(
      [token, 'one', 'two', 'three'].map(async (merchant) => {
        const headers = { authorization: `Bearer ${merchant}` };
        return (await fetch(`${emulator.url}/v2/categories`, { headers })).status;
      }),
    );
    expect(statuses).toEqual([200, 200, 200, 401]);
  });

  it('refuses everything once the plan has expired, but only with the right token', async () => {
    const emulator = await closedAfterTest(startEmulator({ plan: 'expired' }));
    const received = await send(emulator.url, { target: '/v2/categories', headers: [bearer] });
    expect(received).toMatchObject({
      status: 403,
      refusal: 'The trial or the subscription of the account has expired.',
    });
    expect(JSON.parse(received.text)).toEqual({
      status: 403,
      error: 'Forbidden',
      detail: "Not permitted for route 'GET /v2/categories'",
    });
    const wrong = await send(emulator.url, {
      target: '/v2/categories',
      headers: [['Authorization', 'Bearer x']],
    });
    expect(wrong.status).toBe(401);
  });

  it('refuses a starter what its plan does not include, and nothing else', async () => {
    const emulator = await closedAfterTest(startEmulator({ plan: 'starter' }));
    const json = ['Content-Type', 'application/json'] as const;
    const post = (target: string): Promise<Received> =>
      send(emulator.url, { method: 'POST', target, headers: [bearer, json], body: '{}' });
    await expect(post('/v2/addresses/validate')).resolves.toMatchObject({
      status: 403,
      refusal: 'The plan of the account does not include the validation of addresses.',
    });
    await expect(post('/v2/taxes')).resolves.toMatchObject({ status: 200 });
  });

  it.each([
    ['2012-01-01', '2012-01-01'],
    ['2020-08-07', '2020-08-07'],
    ['2022-01-24', '2022-01-24'],
    ['2019-02-30', '2020-08-07'],
    ['v2', '2020-08-07'],
    [undefined, '2020-08-07'],
  ])('answers in the version %s as %s, and ignores one that does not exist', async (wanted, used) => {
    const emulator = await closedAfterTest(startEmulator());
    const version = wanted === undefined ? [] : [['x-api-version', wanted] as const];
    for (const target of ['/v2/categories', '/v2/anything']) {
      const received = await send(emulator.url, { target, headers: [bearer, ...version] });
      expect(received.status).toBe(200);
      expect(received.headers['x-emulator-api-version']).toBe(used);
    }
  });

  it.each([422, 400, 429, 503])('simulates a %d in sandbox, where it is asked to', async (status) => {
    const emulator = await closedAfterTest(startEmulator({ environment: 'sandbox' }));
    const received = await send(emulator.url, {
      target: '/v2/categories',
      headers: [
        ['Authorization', `Bearer ${emulator.credentials.apiToken}`],
        ['X-TJ-Expected-Response', String(status)],
      ],
    });
    expect(received).toMatchObject({ status, refusal: 'X-TJ-Expected-Response asked for it.' });
    expect(JSON.parse(received.text)).toEqual({
      status,
      error: expect.stringMatching(/^[A-Z]/),
      detail: "Simulated for route 'GET /v2/categories'",
    });
  });

  it.each([
    ['production', '422'],
    ['sandbox', '200'],
    ['sandbox', '999'],
    ['sandbox', 'soon'],
    ['sandbox', ''],
  ] as const)('simulates nothing in %s for "%s"', async (environment, wanted) => {
    const emulator = await closedAfterTest(startEmulator({ environment }));
    const received = await send(emulator.url, {
      target: '/v2/categories',
      headers: [
        ['Authorization', `Bearer ${emulator.credentials.apiToken}`],
        ['X-TJ-Expected-Response', wanted],
      ],
    });
    expect(received.status).toBe(200);
  });
});
