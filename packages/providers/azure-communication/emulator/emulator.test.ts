import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { type RawAnswer as Received, sendRaw as send } from '@axios-keyring/testing';
import { closedAfterTest } from '../../../../tools/test-setup/closed-after-test.js';
import vectors from '../vectors.json' with { type: 'json' };
import { contentHashOf, signatureOf } from './signature.js';
import { type AzureCommunicationEmulatorOptions, startEmulator } from './index.js';

const date = 'Wed, 13 Apr 2022 18:09:12 GMT';
const now = (): number => Date.parse(date);
const signedHeaders = 'x-ms-date;host;x-ms-content-sha256';
const emptyHash = '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=';
const denied = '{"error":{"code":"Denied","message":"Denied by the resource provider."}}';

interface Call {
  readonly method?: string;
  readonly target: string;
  readonly host?: string;
  readonly body?: string | Uint8Array;
  readonly hash?: string;
  readonly signature?: string;
  readonly names?: string;
  readonly dates?: readonly (readonly [string, string])[];
  readonly authorization?: readonly string[];
  readonly without?: string;
}

async function call(sent: Call, options?: AzureCommunicationEmulatorOptions): Promise<Received> {
  const emulator = await closedAfterTest(startEmulator({ accessKey: 'pw==', now, ...options }));
  const {
    method = 'GET',
    target,
    host = 'example.com',
    body = '',
    hash = emptyHash,
    names = signedHeaders,
  } = sent;
  const { dates = [['x-ms-date', date]], signature = sign(`GET\n${target}\n${date};${host};${hash}`) } = sent;
  const { authorization = [`HMAC-SHA256 SignedHeaders=${names}&Signature=${signature}`] } = sent;
  const headers: (readonly [string, string])[] = [
    ['Host', host],
    ['x-ms-content-sha256', hash],
    ...dates,
    ...authorization.map((value) => ['Authorization', value] as const),
  ];
  return send(emulator.url, {
    method,
    target,
    body,
    headers: headers.filter(([name]) => name !== sent.without),
  });
}

/** Written out once more, so that the emulator is not checked with its own function. */
function sign(content: string, key = Buffer.from([0xa7])): string {
  return createHmac('sha256', key).update(content).digest('base64');
}

describe('the signature', () => {
  it.each(vectors)('of $method $host$pathAndQuery is $signature', (vector) => {
    const { method, host, pathAndQuery: target, contentHash, accessKey } = vector;
    expect(contentHashOf(Buffer.from(vector.body))).toBe(contentHash);
    const parts = { method, host, target, date: vector.date, contentHash };
    expect(signatureOf(parts, accessKey)).toBe(vector.signature);
  });

  it.each(vectors)('$signature is accepted over the wire, for that request only', async (vector) => {
    const { method, host, pathAndQuery: target, contentHash: hash, body, signature } = vector;
    const sent = { method, host, target, hash, body, signature };
    const accepted = await call(sent);
    expect(accepted.refusal).toBeUndefined();
    expect(accepted.status).toBeLessThan(300);
    const others = [{ target: '/other' }, { method: 'DELETE' }, { host: 'example.org' }];
    for (const other of others) {
      await expect(call({ ...sent, ...other })).resolves.toMatchObject({ status: 401, text: denied });
    }
    await expect(call(sent, { accessKey: 'AAAA' })).resolves.toMatchObject({ status: 401, text: denied });
  });

  it('may be over the header date', async () => {
    const sent = {
      target: '/testPath',
      signature: '+6tWkg3lNKVjQHHmxkdGQcJjUgzclsWTMebnuCz1ngU=',
      names: 'date;host;x-ms-content-sha256',
    };
    await expect(call({ ...sent, dates: [['date', date]] })).resolves.toMatchObject({ status: 200 });
    const both = [
      ['x-ms-date', 'Wed, 13 Apr 2022 18:09:13 GMT'],
      ['date', date],
    ] as const;
    await expect(call({ ...sent, dates: both })).resolves.toMatchObject({ status: 200 });
  });

  it('must be over the host that was set, if one was', async () => {
    const target = '/testPath';
    const signature = '+6tWkg3lNKVjQHHmxkdGQcJjUgzclsWTMebnuCz1ngU=';
    const sent = { target, host: 'proxy.internal', signature };
    await expect(call(sent, { host: 'example.com' })).resolves.toMatchObject({ status: 200 });
    await expect(
      call(
        { ...sent, signature: sign(`GET\n${target}\n${date};proxy.internal;${emptyHash}`) },
        {
          host: 'example.com',
        },
      ),
    ).resolves.toMatchObject({ status: 401 });
  });

  it('is over the bytes of the body', async () => {
    const body = Uint8Array.of(1, 2, 3, 255);
    const hash = createHash('sha256').update(body).digest('base64');
    const sent = {
      method: 'POST',
      target: '/x',
      body,
      hash,
      signature: sign(`POST\n/x\n${date};example.com;${hash}`),
    };
    await expect(call(sent)).resolves.toMatchObject({ status: 200 });
  });
});

describe('a wrong signature', () => {
  const target = '/a?q=a%20b&r=x:y';
  const host = 'example.com:8443';
  const rest = `${date};${host};${emptyHash}`;
  const other = 'Wed, 13 Apr 2022 18:10:00 GMT';

  it.each([
    [
      'the access key, or one of the signed parts, is not the same',
      sign(`GET\n${target}\n${rest}`, Buffer.from('x')),
    ],
    ['the target was signed without its query', sign(`GET\n/a\n${rest}`)],
    ['the target was signed with a question mark that was not sent', sign(`GET\n/a?\n${rest}`)],
    [
      'the query was encoded otherwise for the signature than on the wire',
      sign(`GET\n/a?q=a+b&r=x%3Ay\n${rest}`),
    ],
    ['the host was signed without its port', sign(`GET\n${target}\n${date};example.com;${emptyHash}`)],
    ['the method was signed in lower case', sign(`get\n${target}\n${rest}`)],
    [
      'the other date header than the one named was signed',
      sign(`GET\n${target}\n${other};${host};${emptyHash}`),
    ],
    ['the access key was not decoded from base64', sign(`GET\n${target}\n${rest}`, Buffer.from('pw=='))],
    ['the lines end in CR LF', sign(`GET\r\n${target}\r\n${rest}`)],
  ])('is explained: %s', async (explanation, signature) => {
    const received = await call({
      target,
      host,
      signature,
      dates: [
        ['x-ms-date', date],
        ['date', other],
      ],
    });
    expect(received).toMatchObject({
      status: 401,
      text: denied,
      refusal: `The signature differs: ${explanation}.`,
    });
    expect(received.refusal).not.toContain('pw==');
  });
});

describe('the Authorization header', () => {
  const form = 'The Authorization header is not of the form SignedHeaders=...&Signature=... .';
  const order =
    'SignedHeaders does not name x-ms-date (or date), host and x-ms-content-sha256, in this order.';

  it.each([
    [[], 'The header authorization is missing.'],
    [['HMAC-SHA256 a', 'HMAC-SHA256 a'], 'The header authorization was sent 2 times.'],
    [['Bearer a.b.c'], 'Only chat takes user access tokens: this path wants HMAC-SHA256.'],
    [['Basic abc'], 'The Authorization scheme is not HMAC-SHA256.'],
    [['HMAC-SHA256 Signature=abc'], form],
    [[`HMAC-SHA256 Credential=x&SignedHeaders=${signedHeaders}&Signature=abc`], form],
    [['HMAC-SHA256 SignedHeaders=host;x-ms-date;x-ms-content-sha256&Signature=abc'], order],
    [['HMAC-SHA256 SignedHeaders=x-ms-date;host&Signature=abc'], order],
  ])('%j is refused', async (authorization, refusal) => {
    await expect(call({ target: '/sms', authorization })).resolves.toMatchObject({
      status: 401,
      text: denied,
      refusal,
    });
  });

  it.each(['x-ms-date', 'x-ms-content-sha256'])('needs the header %s beside it', async (without) => {
    await expect(call({ target: '/sms', without })).resolves.toMatchObject({
      status: 401,
      refusal: `The header ${without} is missing.`,
    });
  });

  it('does not help on a path that begins with two slashes', async () => {
    await expect(call({ target: '//sms' })).resolves.toMatchObject({
      status: 401,
      text: denied,
      refusal: 'The path begins with two slashes.',
    });
  });
});

describe('the date', () => {
  const message =
    'The given request could not be resolved. The time difference between the originating client and the server ' +
    'is greater than the allowed margin of 5 minutes.';

  it.each([
    [301_000, 'The time in x-ms-date is 301 seconds behind the clock; 5 minutes are allowed.'],
    [-301_000, 'The time in x-ms-date is 301 seconds ahead of the clock; 5 minutes are allowed.'],
  ])('may not be %d ms from the clock', async (difference, refusal) => {
    const received = await call({ target: '/' }, { now: () => now() + difference });
    expect(received).toMatchObject({ status: 401, refusal });
    expect(JSON.parse(received.text)).toEqual({ error: { code: 'Denied', message } });
  });

  it.each([300_000, -300_000])('may be %d ms from the clock', async (difference) => {
    await expect(call({ target: '/' }, { now: () => now() + difference })).resolves.toMatchObject({
      status: 200,
    });
  });

  it.each(['13 Apr 2022 18:09:12 GMT', '2022-04-13T18:09:12Z', 'Thu, 13 Apr 2022 18:09:12 GMT', 'today'])(
    'may not be written %s',
    async (value) => {
      await expect(call({ target: '/', dates: [['x-ms-date', value]] })).resolves.toMatchObject({
        status: 401,
        refusal: 'The date in x-ms-date is not of the form "Wed, 13 Apr 2022 18:09:12 GMT".',
      });
    },
  );
});

describe('the body', () => {
  it('must be what was hashed', async () => {
    const received = await call({ method: 'POST', target: '/sms', body: '{"a": 1}' });
    expect(received).toMatchObject({
      status: 401,
      refusal: 'The hash in x-ms-content-sha256 is not that of the body that arrived.',
    });
    expect(JSON.parse(received.text)).toEqual({
      error: {
        code: 'Denied',
        message: "Request 'x-ms-content-sha256' differs from generated content hash.",
      },
    });
  });
});

describe('chat', () => {
  const userTokens = ['one.user.token', 'another.user.token'];

  it.each(userTokens)('takes %s', async (token) => {
    const received = await call(
      { target: '/chat/threads?api-version=1', authorization: [`Bearer ${token}`] },
      { userTokens },
    );
    expect(received.status).toBe(200);
    expect(JSON.parse(received.text)).toMatchObject({ value: [{ topic: 'Sample' }] });
  });

  it('takes the token of the emulator by default', async () => {
    const emulator = await closedAfterTest(startEmulator());
    const [token = ''] = emulator.credentials.userTokens;
    const response = await fetch(`${emulator.url}/chat/threads`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(response.status).toBe(200);
    expect(JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())).toMatchObject({
      exp: Date.UTC(2100, 0, 1) / 1000,
    });
  });

  it.each([
    [[], 'The header authorization is missing.'],
    [['Bearer one.user.token', 'Bearer one.user.token'], 'The header authorization was sent 2 times.'],
    [['Bearer another'], 'The user access token is none that is accepted here.'],
    [
      [
        `HMAC-SHA256 SignedHeaders=${signedHeaders}&Signature=${sign(`GET\n/chat/threads\n${date};example.com;${emptyHash}`)}`,
      ],
      'Chat takes user access tokens only: the Authorization scheme is not Bearer.',
    ],
  ])('does not take %j', async (authorization, refusal) => {
    const received = await call({ target: '/chat/threads', authorization }, { userTokens });
    expect(received).toMatchObject({ status: 401, text: denied, refusal });
    expect(received.refusal).not.toContain('user.token');
  });

  it('begins at a whole path segment', async () => {
    const authorization = ['Bearer one.user.token'];
    await expect(call({ target: '/chatter', authorization }, { userTokens })).resolves.toMatchObject({
      status: 401,
    });
    await expect(call({ target: '/chatter' })).resolves.toMatchObject({ status: 200 });
  });
});

describe('the answers', () => {
  it.each([
    ['/sms?api-version=2021-03-07', 202, { value: [{ successful: true }] }],
    ['/identities?api-version=2023-10-01', 201, { identity: { id: expect.stringMatching(/^8:acs:/) } }],
  ])('to POST %s', async (target, status, expected) => {
    const signature = sign(`POST\n${target}\n${date};example.com;${emptyHash}`);
    const received = await call({ method: 'POST', target, signature });
    expect(received.status).toBe(status);
    expect(JSON.parse(received.text)).toMatchObject(expected);
  });
});

it('refuses a stale user token as any other', async () => {
  const emulator = await closedAfterTest(startEmulator({ faults: [{ what: 'stale-credential' }] }));
  const [token = ''] = emulator.credentials.userTokens;
  const headers = [['Authorization', `Bearer ${token}`] as const];
  const { status, text } = await send(emulator.url, { target: '/chat/threads', headers });
  expect([status, text]).toEqual([401, denied]);
});
