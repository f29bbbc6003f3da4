import { createHash, randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { type RawAnswer as Received, sendRaw as send } from '@axios-keyring/testing';
import { closedAfterTest } from '../../../../tools/test-setup/closed-after-test.js';
import vectors from '../vectors.json' with { type: 'json' };
import { signatureOf } from './signature.js';
import { type AvananEmulator, type AvananEmulatorOptions, startEmulator } from './index.js';

const start = Date.UTC(2026, 5, 1, 12);
const date = '2026-06-01T12:00:00.000';
const secretKey = 'my_avanan_secret';

/** Written out once more, so that the emulator is not checked with its own function. */
function signed(...parts: readonly string[]): string {
  return createHash('sha256')
    .update(Buffer.from(parts.join('')).toString('base64'))
    .digest('hex');
}

interface Call {
  readonly method?: string;
  readonly target: string;
  /** What is signed. Default: the target, or nothing on the call that fetches a token. */
  readonly requestString?: string;
  readonly requestId?: string;
  readonly applicationId?: string;
  readonly date?: string;
  readonly signature?: string;
  readonly secret?: string;
  readonly token?: string;
  readonly without?: string;
  readonly twice?: string;
}

function call(emulator: AvananEmulator, options: Call): Promise<Received> {
  const { method = 'GET', target, requestId = randomUUID(), applicationId = 'US:myapp29' } = options;
  const { requestString = target === '/v1.0/auth' ? '' : target, secret = secretKey } = options;
  const time = options.date ?? date;
  const signature = options.signature ?? signed(requestId, applicationId, time, requestString, secret);
  const headers: (readonly [string, string])[] = [
    ['x-av-req-id', requestId],
    ['x-av-app-id', applicationId],
    ['x-av-date', time],
    ['x-av-sig', signature],
    ['x-av-token', options.token ?? ''],
  ];
  return send(emulator.url, {
    method,
    target,
    headers: [
      ...headers.filter(([name]) => name !== options.without),
      ...headers.filter(([name]) => name === options.twice),
    ],
  });
}

function startAvanan(options?: AvananEmulatorOptions): Promise<AvananEmulator> {
  return closedAfterTest(startEmulator({ now: () => start, ...options }));
}

async function startWithToken(
  options?: AvananEmulatorOptions,
): Promise<{ emulator: AvananEmulator; token: string }> {
  const emulator = await startAvanan(options);
  const { text: token } = await call(emulator, { target: '/v1.0/auth' });
  return { emulator, token };
}

describe('the signature', () => {
  it.each(vectors)('of $requestString is $signature', (vector) => {
    const requestString = vector.requestString ?? '';
    expect(signatureOf({ ...vector, requestString })).toBe(vector.signature);
  });

  it.each(vectors)('$signature is accepted over the wire', async (vector) => {
    const { requestId, applicationId, requestString, signature } = vector;
    const emulator = await startAvanan({
      applicationId,
      secretKey: vector.secretKey,
      rejectDateWithZone: false,
      requestIdFormat: 'any',
      now: () => Date.parse(vector.date.replace(/Z?$/, 'Z')),
    });
    const token = requestString === null ? {} : { token: 'not.issued.here' };
    const target = requestString ?? '/v1.0/auth';
    const sent = { target, requestId, applicationId, date: vector.date, signature, ...token };
    const received = await call(emulator, sent);
    if (requestString === null) {
      expect(received).toMatchObject({ status: 200, refusal: undefined });
    } else {
      // The token is looked at last: everything before it, the signature included, has passed.
      expect(received).toMatchObject({
        status: 401,
        refusal: 'The token in x-av-token is none that is accepted here.',
      });
    }
    const wrong = signature.replace(/.$/, (digit) => (digit === '0' ? '1' : '0'));
    await expect(call(emulator, { ...sent, signature: wrong })).resolves.toMatchObject({ status: 403 });
  });
});

describe('the call that fetches a token', () => {
  it('answers with a raw web token that says when it expires', async () => {
    const { emulator, token } = await startWithToken();
    const [header = '', payload = '', signature = ''] = token.split('.');
    expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toEqual({ alg: 'HS256', typ: 'JWT' });
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toMatchObject({
      sub: 'US:myapp29',
      iat: start / 1000,
      exp: start / 1000 + 3600,
    });
    expect(signature).toMatch(/^[\w-]{43}$/);
    expect(emulator.tokensIssued).toBe(1);
  });

  it('sends it as text, each time another, with the token header absent or empty', async () => {
    const emulator = await startAvanan();
    const absent = await call(emulator, { target: '/v1.0/auth', without: 'x-av-token' });
    const empty = await call(emulator, { target: '/v1.0/auth' });
    expect(absent).toMatchObject({ status: 200, headers: { 'content-type': 'text/plain' } });
    expect(empty.status).toBe(200);
    expect(empty.text).not.toBe(absent.text);
    expect(emulator.tokensIssued).toBe(2);
  });

  it('refuses a token there, and a signature with the request string', async () => {
    const { emulator, token } = await startWithToken();
    await expect(call(emulator, { target: '/v1.0/auth', token })).resolves.toMatchObject({
      status: 401,
      refusal: 'The header x-av-token is not empty on the call that fetches a token.',
    });
    await expect(
      call(emulator, { target: '/v1.0/auth', requestString: '/v1.0/auth' }),
    ).resolves.toMatchObject({
      status: 403,
      refusal:
        'The signature in x-av-sig differs: it was made with a request string, which this call does not have.',
    });
    expect(emulator.tokensIssued).toBe(1);
  });

  it('may be answered by the test', async () => {
    const emulator = await startAvanan({ respond: () => ({ body: { data: { token: 'mine' } } }) });
    await expect(call(emulator, { target: '/v1.0/auth' })).resolves.toMatchObject({
      text: '{"data":{"token":"mine"}}',
    });
    expect(emulator.tokensIssued).toBe(0);
  });
});

describe('every other call', () => {
  it('is answered in an envelope', async () => {
    const { emulator, token } = await startWithToken();
    const requestId = randomUUID();
    const scopes = await call(emulator, { target: '/v1.0/scopes', token, requestId });
    expect(scopes.status).toBe(200);
    expect(JSON.parse(scopes.text)).toEqual({
      responseEnvelope: {
        requestId,
        responseCode: 200,
        responseText: '',
        additionalText: '',
        recordsNumber: 1,
      },
      responseData: ['mt-prod-3:acme'],
    });
    const events = await call(emulator, { method: 'POST', target: '/v1.0/event/query', token });
    expect(JSON.parse(events.text)).toMatchObject({ responseEnvelope: { recordsNumber: 1 } });
  });

  it.each(['x-av-req-id', 'x-av-app-id', 'x-av-date', 'x-av-sig', 'x-av-token'])(
    'must carry %s, once',
    async (name) => {
      const { emulator, token } = await startWithToken();
      const missing = await call(emulator, { target: '/v1.0/scopes', token, without: name });
      expect(missing).toMatchObject({
        status: 401,
        text: '{"message":"Unauthorized"}',
        refusal: `The header ${name} is missing.`,
      });
      const twice = await call(emulator, { target: '/v1.0/scopes', token, twice: name });
      expect(twice).toMatchObject({ status: 401, refusal: `The header ${name} was sent 2 times.` });
    },
  );

  it('must carry a token that is not empty, even where only another method is free of it', async () => {
    const emulator = await startAvanan();
    const refusal = 'The header x-av-token is empty.';
    await expect(call(emulator, { target: '/v1.0/scopes' })).resolves.toMatchObject({ status: 401, refusal });
    await expect(call(emulator, { method: 'POST', target: '/v1.0/auth' })).resolves.toMatchObject({
      status: 401,
      refusal,
    });
  });

  it('must carry a token that was issued, and neither revoked nor expired', async () => {
    let now = start;
    const { emulator, token } = await startWithToken({ now: () => now, tokenLifetime: 60_000 });
    const scopes = (sent: string, time = date): Promise<Received> =>
      call(emulator, { target: '/v1.0/scopes', token: sent, date: time });
    await expect(scopes(`${token}x`)).resolves.toMatchObject({
      status: 401,
      text: '{"message":"Unauthorized"}',
      refusal: 'The token in x-av-token is none that is accepted here.',
    });
    now = start + 59_999;
    await expect(scopes(token)).resolves.toMatchObject({ status: 200 });
    now = start + 60_000;
    await expect(scopes(token)).resolves.toMatchObject({
      status: 401,
      refusal: 'The token in x-av-token has expired.',
    });
    const { text: next } = await call(emulator, { target: '/v1.0/auth' });
    await expect(scopes(next)).resolves.toMatchObject({ status: 200 });
    emulator.revokeTokens();
    await expect(scopes(next)).resolves.toMatchObject({
      status: 401,
      refusal: 'The token in x-av-token was revoked.',
    });
    expect(emulator.tokensIssued).toBe(2);
    expect(JSON.stringify(emulator.requests.map(({ refusal }) => refusal))).not.toContain(token);
  });

  it('must be below /v1.0/', async () => {
    const emulator = await startAvanan();
    await expect(call(emulator, { target: '/v2.0/scopes' })).resolves.toMatchObject({
      status: 404,
      text: '{"message":"Not Found"}',
      refusal: 'The path is not below /v1.0/.',
    });
  });

  it('must name the application', async () => {
    const emulator = await startAvanan();
    await expect(call(emulator, { target: '/v1.0/auth', applicationId: 'myapp29' })).resolves.toMatchObject({
      status: 403,
      refusal: 'The application ID in x-av-app-id differs.',
    });
  });
});

describe('the date', () => {
  it.each([
    date,
    '2026-06-01T12:00:00',
    '2026-06-01T12:00:00.123456',
    '2026-06-01T11:55:00',
    '2026-06-01T12:05:00',
  ])('%s is accepted', async (time) => {
    const emulator = await startAvanan();
    await expect(call(emulator, { target: '/v1.0/auth', date: time })).resolves.toMatchObject({
      status: 200,
    });
  });

  it.each(['/v1.0/auth', '/v1.0/scopes', '/elsewhere'])('with Z breaks %s', async (target) => {
    const emulator = await startAvanan();
    await expect(call(emulator, { target, date: `${date}Z` })).resolves.toMatchObject({
      status: 500,
      text: '{"message":"Internal Server Error"}',
      refusal: 'The date in x-av-date ends in Z.',
    });
  });

  it('may have a Z when that is allowed', async () => {
    const emulator = await startAvanan({ rejectDateWithZone: false });
    await expect(call(emulator, { target: '/v1.0/auth', date: `${date}Z` })).resolves.toMatchObject({
      status: 200,
    });
  });

  it.each([
    ['2026-06-01T11:54:59', 'The time in x-av-date is 301 seconds behind the clock; 5 minutes are allowed.'],
    [
      '2026-06-01T12:05:01',
      'The time in x-av-date is 301 seconds ahead of the clock; 5 minutes are allowed.',
    ],
    ['2026-06-01 12:00:00', 'The date in x-av-date is not of the form YYYY-MM-DDTHH:mm:ss.sss.'],
    ['2026-06-01T12:00:00+00:00', 'The date in x-av-date is not of the form YYYY-MM-DDTHH:mm:ss.sss.'],
    ['2026-13-01T12:00:00', 'The date in x-av-date is not of the form YYYY-MM-DDTHH:mm:ss.sss.'],
    ['Mon, 01 Jun 2026 12:00:00 GMT', 'The date in x-av-date is not of the form YYYY-MM-DDTHH:mm:ss.sss.'],
  ])('%s is refused', async (time, refusal) => {
    const emulator = await startAvanan();
    await expect(call(emulator, { target: '/v1.0/auth', date: time })).resolves.toMatchObject({
      status: 403,
      text: '{"message":"Forbidden"}',
      refusal,
    });
  });
});

describe('the request ID', () => {
  it.each(['d290f1ee-6c54-4b01-90e6', 'd290f1ee-6c54-1b01-90e6-d701748f0851', 'rid-1'])(
    '%s is no UUID',
    async (requestId) => {
      const emulator = await startAvanan();
      await expect(call(emulator, { target: '/v1.0/auth', requestId })).resolves.toMatchObject({
        status: 403,
        refusal: 'The request ID in x-av-req-id is not a UUID of version 4.',
      });
    },
  );

  it('serves once, whatever the call', async () => {
    const emulator = await startAvanan();
    const requestId = randomUUID();
    const refusal = 'The request ID in x-av-req-id was used before.';
    await expect(call(emulator, { target: '/v1.0/scopes', requestId, token: 'x' })).resolves.toMatchObject({
      status: 401,
    });
    await expect(call(emulator, { target: '/v1.0/auth', requestId })).resolves.toMatchObject({
      status: 403,
      refusal,
    });
    await expect(
      call(emulator, { target: '/v1.0/auth', requestId: requestId.toUpperCase() }),
    ).resolves.toMatchObject({ status: 403, refusal });
  });

  it('is not used up by a request with a wrong signature', async () => {
    const emulator = await startAvanan();
    const requestId = randomUUID();
    await call(emulator, { target: '/v1.0/auth', requestId, secret: 'wrong' });
    await expect(call(emulator, { target: '/v1.0/auth', requestId })).resolves.toMatchObject({ status: 200 });
  });
});

describe('a wrong signature', () => {
  const target = '/v1.0/task/1?scope=a%3Ab&q=x%20y';

  it.each([
    ['the secret key, or one of the parts, is not the same', { secret: 'my_secret_key' }],
    ['it was made without the request string', { requestString: '' }],
    ['it was made without the query', { requestString: '/v1.0/task/1' }],
    ['it was made without /v1.0', { requestString: '/task/1?scope=a%3Ab&q=x%20y' }],
    ['it was made without /v1.0 and without the query', { requestString: '/task/1' }],
    [
      'it was made of a query that was encoded otherwise than the one sent',
      { requestString: '/v1.0/task/1?scope=a%3Ab&q=x+y' },
    ],
  ])('is explained: %s', async (explanation, mistake) => {
    const { emulator, token } = await startWithToken();
    const received = await call(emulator, { target, token, ...mistake });
    expect(received).toMatchObject({
      status: 403,
      text: '{"message":"Forbidden"}',
      refusal: `The signature in x-av-sig differs: ${explanation}.`,
    });
    expect(received.refusal).not.toContain(secretKey);
  });

  it('is explained when its form is wrong', async () => {
    const emulator = await startAvanan();
    const requestId = randomUUID();
    const parts = [requestId, 'US:myapp29', date, secretKey];
    const signature = signed(...parts).toUpperCase();
    await expect(call(emulator, { target: '/v1.0/auth', requestId, signature })).resolves.toMatchObject({
      refusal: 'The signature in x-av-sig differs: it is in upper-case hex.',
    });
    const plain = createHash('sha256').update(parts.join('')).digest('hex');
    await expect(
      call(emulator, { target: '/v1.0/auth', requestId, signature: plain }),
    ).resolves.toMatchObject({
      refusal:
        'The signature in x-av-sig differs: it was made of the joined parts and not of their base64 text.',
    });
    const zoned = signed(requestId, 'US:myapp29', `${date}Z`, secretKey);
    await expect(
      call(emulator, { target: '/v1.0/auth', requestId, signature: zoned }),
    ).resolves.toMatchObject({
      refusal: 'The signature in x-av-sig differs: it was made of a date with Z.',
    });
  });
});

describe('the query', () => {
  it.each(['?scope=mt-prod-3%3Aacme', '?a=b+c&d=%27', '?year=2026&month=8', '?', ''])(
    '%p is accepted',
    async (query) => {
      const { emulator, token } = await startWithToken();
      await expect(call(emulator, { target: `/v1.0/task/12%2F3${query}`, token })).resolves.toMatchObject({
        status: 200,
      });
    },
  );

  it.each([
    ['scope=mt-prod-3:acme', '":"'],
    ["a='", '"\'"'],
    ['a=b,c', '","'],
    ['a=$1', '"$"'],
    ['a[]=1', '"["'],
    ['a=x?y', '"?"'],
  ])('%s is refused although it was signed as sent', async (query, character) => {
    const { emulator, token } = await startWithToken();
    await expect(call(emulator, { target: `/v1.0/task/1?${query}`, token })).resolves.toMatchObject({
      status: 403,
      refusal: `The query holds ${character} unescaped, which form encoding escapes.`,
    });
  });
});
