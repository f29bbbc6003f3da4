import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { type RawAnswer, sendRaw } from '@axios-keyring/testing';
import { closedAfterTest } from '../../../../tools/test-setup/closed-after-test.js';
import { startEmulator } from './index.js';

const secret = 'of this test';
const created = Math.floor(Date.now() / 1000);
const good = `;created=${created};keyid="k"`;
const digest = 'sha-256=:ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=:';

interface Sent {
  readonly items?: string;
  readonly lines?: string;
  readonly parameters?: string;
  readonly headers?: readonly (readonly [string, string])[];
  readonly body?: string;
  readonly target?: string;
}

async function sent(
  url: string,
  { items = '"@method"', lines = '"@method": GET\n', parameters = good, ...rest }: Sent,
): Promise<RawAnswer> {
  const input = `(${items})${parameters}`;
  const mac = createHmac('sha256', secret).update(`${lines}"@signature-params": ${input}`).digest('base64');
  const own = new Map([
    ['Signature-Input', `a=${input}`],
    ['Signature', `a=:${mac}:`],
    ...(rest.headers ?? []),
  ]);
  const headers = [...own].filter(([, value]) => value !== '');
  return sendRaw(url, { target: '/', ...rest, headers });
}

describe('the emulator of the standard', () => {
  it.each<[string, Sent]>([
    ['The header signature-input is missing.', { headers: [['Signature-Input', '']] }],
    ['The header signature-input does not hold one signature.', { headers: [['Signature-Input', 'a']] }],
    [
      'The header signature does not hold the signature that signature-input names.',
      { headers: [['Signature', 'b=:aa==:']] },
    ],
    ['The signature is not standard base64 with padding.', { headers: [['Signature', 'a=:aaa:']] }],
    ['The signature does not say when it was created.', { parameters: ';keyid="k"' }],
    [
      'The time in signature-input is 600 seconds behind the clock; 5 minutes are allowed.',
      { parameters: `;created=${created - 600};keyid="k"` },
    ],
    ['The signature has expired.', { parameters: `${good};expires=${created - 2}` }],
    ['The key is not known.', { parameters: `;created=${created};keyid="other"` }],
    ['The algorithm is not the one of the key.', { parameters: `${good};alg="ed25519"` }],
    ['The signature does not cover @method.', { items: '"@path"', lines: '"@path": /\n' }],
    ['The signature does not cover content-digest.', { body: 'a' }],
    ['@status is no component of a request.', { items: '"@method" "@status"' }],
    ['The header x is said to be signed, and was not sent.', { items: '"@method" "x"' }],
    [
      'A query parameter is said to be signed that is not there once.',
      { items: '"@method" "@query-param";name="a"', target: '/?a=1&a=2' },
    ],
    ['The signature is not one of this request with this key.', { lines: '"@method": POST\n' }],
    [
      'The digest is not the one of this body.',
      {
        ...{ items: '"@method" "content-digest"', lines: `"@method": GET\n"content-digest": ${digest}\n` },
        ...{ body: 'a', headers: [['Content-Digest', digest]] },
      },
    ],
    [
      'The digest of the body is malformed.',
      {
        ...{ items: '"@method" "content-digest"', lines: '"@method": GET\n"content-digest": a\n' },
        ...{ body: 'a', headers: [['Content-Digest', 'a']] },
      },
    ],
  ])('says: %s', async (refusal, request) => {
    const now = created * 1000;
    const { url } = await closedAfterTest(startEmulator({ keyId: 'k', secret, now: () => now }));

    await expect(sent(url, request)).resolves.toMatchObject({ status: 401, refusal });
  });

  it('takes a nonce once', async () => {
    const { url } = await closedAfterTest(startEmulator({ keyId: 'k', secret }));
    const request = { parameters: `${good};nonce="n"` };

    await expect(sent(url, request)).resolves.toMatchObject({ status: 200 });
    await expect(sent(url, request)).resolves.toMatchObject({ refusal: 'The nonce was used before.' });
  });
});

describe('the emulator of the draft', () => {
  const date = new Date().toUTCString();
  const parameters = (names: string, lines: string, more = ''): string => {
    const mac = createHmac('sha256', secret).update(lines).digest('base64');
    return `Signature keyId="k"${more},headers="${names}",signature="${mac}"`;
  };
  const line = '(request-target): get /';

  it.each<[string, string, Record<string, string>]>([
    ['The Authorization scheme is not Signature.', 'Bearer a', {}],
    ['The key is not known.', 'Signature keyId="other"', {}],
    ['The signature does not cover (request-target).', parameters('date', `date: ${date}`), { Date: date }],
    ['Neither a date nor the parameter created was sent.', parameters('(request-target)', line), {}],
    [
      'The parameter created does not go together with an algorithm of this name.',
      parameters('(request-target)', line, `,algorithm="hmac-sha256",created=${created}`),
      {},
    ],
    ['The signature has expired.', parameters('(request-target)', line, `,created=${created},expires=1`), {}],
    [
      'The signature is not one of this request with this key.',
      parameters('(request-target)', 'other'),
      { Date: date },
    ],
  ])('says: %s', async (refusal, authorization, headers) => {
    const { url } = await closedAfterTest(startEmulator({ profile: 'cavage', keyId: 'k', secret }));
    const all = Object.entries({ ...headers, Authorization: authorization });

    await expect(sendRaw(url, { target: '/', headers: all })).resolves.toMatchObject({
      status: 401,
      refusal,
    });
  });
});
