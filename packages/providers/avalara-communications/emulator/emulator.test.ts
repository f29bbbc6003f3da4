import { describe, expect, it } from '@jest/globals';
import { type RawAnswer as Received, sendRaw as send } from '@axios-keyring/testing';
import { closedAfterTest } from '../../../../tools/test-setup/closed-after-test.js';
import vectors from '../vectors.json' with { type: 'json' };
import { type AvalaraCommunicationsEmulatorOptions, startEmulator } from './index.js';

type Headers = readonly (readonly [string, string])[];

const sample = 'Zmlyc3QubGFzdEBhdmFsYXJhLmNvbTpzZWNyZXRwYXNzd29yZCE=';
const basic = ['Authorization', `Basic ${sample}`] as const;
const encode = (text: string, encoding: BufferEncoding = 'utf8'): string =>
  Buffer.from(text, encoding).toString('base64');

async function get(headers: Headers, options?: AvalaraCommunicationsEmulatorOptions): Promise<Received> {
  const emulator = await closedAfterTest(startEmulator(options));
  return send(emulator.url, { target: '/api/v2/afc/serviceinfo', headers });
}

async function post(headers: Headers, body = ''): Promise<Received> {
  const emulator = await closedAfterTest(startEmulator());
  return send(emulator.url, {
    method: 'POST',
    target: '/api/v2/afc/CalcTaxes',
    headers: [basic, ...headers],
    body,
  });
}

describe('avalara-communications', () => {
  it.each(vectors)(
    'accepts the vector of $username in both headers',
    async ({ username, password, encoded }) => {
      const options = { username, password };
      await expect(get([['Authorization', `Basic ${encoded}`]], options)).resolves.toMatchObject({
        status: 200,
      });
      await expect(get([['api_key', encoded]], options)).resolves.toMatchObject({ status: 200 });
    },
  );

  it('accepts an api_key whose padding was escaped', async () => {
    await expect(get([['api_key', sample.replace('=', '%3D')]])).resolves.toMatchObject({ status: 200 });
  });

  it('compares the username without regard to case', async () => {
    const authorization = `Basic ${encode('First.LAST@avalara.com:secretpassword!')}`;
    await expect(get([['Authorization', authorization]])).resolves.toMatchObject({ status: 200 });
  });

  it.each([
    ['no credentials', [], 'The header authorization is missing.'],
    ['an empty api_key', [['api_key', '']], 'The header api_key is empty.'],
    ['another scheme', [['Authorization', `Bearer ${sample}`]], 'The Authorization scheme is not Basic.'],
    ['two Authorization headers', [basic, basic], 'The header authorization was sent 2 times.'],
    [
      'two api_key headers',
      [
        ['api_key', sample],
        ['api_key', sample],
      ],
      'The header api_key was sent 2 times.',
    ],
    [
      'no padding',
      [['Authorization', `Basic ${sample.replace('=', '')}`]],
      'The credentials are not standard base64 with padding.',
    ],
    [
      'plain text',
      [['Authorization', 'Basic first.last@avalara.com:secretpassword!']],
      'The credentials are not standard base64 with padding.',
    ],
    [
      'no colon',
      [['Authorization', `Basic ${encode('secretpassword!')}`]],
      'The decoded credentials have no colon between username and password.',
    ],
    [
      'Latin-1',
      [['Authorization', `Basic ${encode('jürgen:x', 'latin1')}`]],
      'The decoded credentials are not UTF-8.',
    ],
    [
      'another username',
      [['Authorization', `Basic ${encode('x:secretpassword!')}`]],
      'The username differs.',
    ],
    [
      'a password in another case',
      [['Authorization', `Basic ${encode('first.last@avalara.com:SecretPassword!')}`]],
      'The password differs.',
    ],
    [
      'a byte order mark',
      [['Authorization', `Basic ${encode('\uFEFFfirst.last@avalara.com:secretpassword!')}`]],
      'The username differs.',
    ],
  ] satisfies [string, Headers, string][])('refuses %s', async (_, headers, sentence) => {
    const received = await get(headers);
    expect(received).toMatchObject({ status: 401, text: '', refusal: sentence });
    expect(received.refusal).not.toMatch(/secretpassword|Zmlyc3/i);
  });

  it('splits at the first colon', async () => {
    const options = { username: 'a', password: 'b:c' };
    await expect(get([['Authorization', `Basic ${encode('a:b:c')}`]], options)).resolves.toMatchObject({
      status: 200,
    });
  });

  it('does not guess when both headers were sent', async () => {
    const received = await get([basic, ['api_key', sample]]);
    const sentence = 'Both Authorization and api_key were sent: which one counts is ambiguous.';
    expect(received).toMatchObject({ status: 400, refusal: sentence });
    expect(JSON.parse(received.text)).toEqual({ err: [{ code: -1000, msg: sentence }] });
  });

  it('wants the client_id that was set, and no other', async () => {
    const options = { clientId: 42 };
    await expect(get([basic, ['client_id', '42']], options)).resolves.toMatchObject({ status: 200 });
    await expect(get([basic, ['client_id', '43']], options)).resolves.toMatchObject({
      status: 403,
      refusal: 'The client_id differs.',
    });
    await expect(get([basic], options)).resolves.toMatchObject({
      status: 403,
      refusal: 'The header client_id is missing.',
    });
    await expect(get([basic, ['client_id', '43']])).resolves.toMatchObject({ status: 200 });
  });

  it.each([undefined, '', '0', '7'])('takes the client_profile_id %p', async (profile) => {
    const headers: Headers = profile === undefined ? [basic] : [basic, ['client_profile_id', profile]];
    await expect(get(headers, { clientProfileIds: [7] })).resolves.toMatchObject({ status: 200 });
  });

  it.each([
    ['8', 403, 'The client_profile_id is not one of those that are allowed.'],
    ['7.0', 400, 'The client_profile_id is not a decimal integer.'],
    ['-1', 400, 'The client_profile_id is not a decimal integer.'],
    ['NaN', 400, 'The client_profile_id is not a decimal integer.'],
  ])('refuses the client_profile_id %p', async (profile, status, refusal) => {
    const headers: Headers = [basic, ['client_profile_id', profile]];
    await expect(get(headers, { clientProfileIds: [7] })).resolves.toMatchObject({ status, refusal });
  });

  it('takes any integer as client_profile_id when none are listed, once', async () => {
    await expect(get([basic, ['client_profile_id', '9']])).resolves.toMatchObject({ status: 200 });
    await expect(get([basic, ['client_profile_id', '9'], ['client_profile_id', '9']])).resolves.toMatchObject(
      {
        status: 400,
        refusal: 'The header client_profile_id was sent 2 times.',
      },
    );
  });

  it.each([
    [[['Content-Type', 'application/json']], '{}'],
    [[['Content-Type', 'multipart/form-data; boundary=x']], '--x--'],
    [[], ''],
  ] satisfies [Headers, string][])('takes a POST with %j', async (headers, body) => {
    await expect(post(headers, body)).resolves.toMatchObject({ status: 200 });
  });

  it.each([
    [[['Content-Type', 'application/x-www-form-urlencoded']], 'a=1'],
    [[], '{}'],
  ] satisfies [Headers, string][])('refuses a POST with %j', async (headers, body) => {
    await expect(post(headers, body)).resolves.toMatchObject({
      status: 415,
      refusal: 'The Content-Type is neither application/json nor multipart/form-data.',
    });
  });

  it.each([
    ['GET', '/api/v2/healthcheck', { Status: 'OK', ServerTime: '2026-01-01T00:00:00.000Z' }],
    ['GET', '/API/v2/afc/ServiceInfo', { ServerTime: '2026-01-01T00:00:00.000Z' }],
    ['GET', '/api/v2/afc/tspairs', [{ AvalaraServiceType: 6 }]],
    ['POST', '/api/v2/afc/CALCTAXES', { inv: [{ itms: [{ txs: [{ tax: 6 }] }] }] }],
  ])('answers %s %s in any case', async (method, target, expected) => {
    const now = (): number => Date.UTC(2026, 0, 1);
    const emulator = await closedAfterTest(startEmulator({ now }));
    const { text } = await send(emulator.url, { method, target, headers: [basic] });
    expect(JSON.parse(text)).toMatchObject(expected);
  });

  it('refuses a stale credential in either header', async () => {
    const emulator = await closedAfterTest(startEmulator());
    const { username, password } = emulator.credentials;
    const encoded = Buffer.from(`${username}:${password}`).toString('base64');
    for (const header of [['Authorization', `Basic ${encoded}`] as const, ['api_key', encoded] as const]) {
      emulator.inject({ what: 'stale-credential' });
      const sent = { target: '/api/v2/afc/serviceinfo', headers: [header] };
      await expect(send(emulator.url, sent)).resolves.toMatchObject({ status: 401, text: '' });
      await expect(send(emulator.url, sent)).resolves.toMatchObject({ status: 200 });
    }
  });
});
