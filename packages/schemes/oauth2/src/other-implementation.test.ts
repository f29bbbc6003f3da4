import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import * as oauth from 'oauth4webapi';
import { expect, it } from '@jest/globals';
import { type ReceivedRequest } from '@axios-keyring/testing';
import { clientOf, good, startAuthority, tokenRequests } from './fixtures/authority.js';
import { type OAuth2Options } from './index.js';

// Each is sent by both, to one server, and what arrives is compared: over texts with every odd character.
const odd = fc
  .string({ minLength: 1, unit: 'grapheme' })
  // An option that is in quotation marks, or holds a variable of a shell, is refused.
  .filter((one) => one.trim() === one && !/[\p{C}\p{Z}\uFFFD]|^[$%"'`]/u.test(one));
const cases = fc.record({ clientId: odd, clientSecret: odd, scope: odd, audience: odd });

const ways: Readonly<Record<string, (secret: string) => oauth.ClientAuth>> = {
  client_secret_basic: oauth.ClientSecretBasic,
  client_secret_post: oauth.ClientSecretPost,
  client_secret_jwt: (secret) => oauth.ClientSecretJwt(secret),
};

it.each(['client_secret_basic', 'client_secret_post', 'client_secret_jwt'] as const)(
  'oauth4webapi sends the same with %s',
  async (way) => {
    const server = await startAuthority(good);
    await fc.assert(
      fc.asyncProperty(cases, async ({ clientId, clientSecret, scope, audience }) => {
        const before = tokenRequests(server).length;
        const options: OAuth2Options = { clientId, clientSecret, scope, audience, clientAuthentication: way };
        await clientOf(server, { tokenURL: '/token', ...options }).get('/a');
        await oauth.clientCredentialsGrantRequest(
          { issuer: secure(server.url), token_endpoint: `${secure(server.url)}/token` },
          { client_id: clientId },
          ways[way]?.(clientSecret) ?? oauth.None(),
          { scope, audience },
          { [oauth.customFetch]: overHttp },
        );
        const [ours, theirs] = tokenRequests(server).slice(before).map(meaningOf);
        expect(ours).toEqual(theirs);
      }),
      { numRuns: 60 },
    );
  },
);

it('oauth4webapi sends the same for a refresh token, with private_key_jwt', async () => {
  const server = await startAuthority(good);
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = await crypto.subtle.importKey(
    'pkcs8',
    privateKey.export({ type: 'pkcs8', format: 'der' }),
    { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
    false,
    ['sign'],
  );
  const pem = String(privateKey.export({ type: 'pkcs8', format: 'pem' }));
  await clientOf(server, {
    ...{
      tokenURL: '/token',
      clientId: 'me',
      privateKey: pem,
      keyId: 'k1',
      clientAssertionAudience: server.url,
    },
    ...{ grant: 'refresh_token', refreshToken: 'a refresh+token/=' },
  }).get('/a');
  await oauth.refreshTokenGrantRequest(
    { issuer: secure(server.url), token_endpoint: `${secure(server.url)}/token` },
    { client_id: 'me' },
    oauth.PrivateKeyJwt({ key, kid: 'k1' }),
    'a refresh+token/=',
    { [oauth.customFetch]: overHttp },
  );

  const [ours, theirs] = tokenRequests(server).map(meaningOf);
  expect(ours).toEqual(theirs);
});

// It speaks https only; the server does not.
function secure(url: string): string {
  return url.replace('http:', 'https:');
}

async function overHttp(url: string, request: RequestInit): Promise<Response> {
  return fetch(url.replace('https:', 'http:'), request);
}

function membersOf(part = ''): Record<string, unknown> {
  const members: unknown = JSON.parse(Buffer.from(part, 'base64url').toString() || '{}');
  return typeof members === 'object' ? { ...members } : {};
}

/** What a server makes of a token request: without what is new each time. */
function meaningOf({ headers, body }: ReceivedRequest): object {
  const { client_assertion: jwt = '', ...parameters } = Object.fromEntries(new URLSearchParams(String(body)));
  const [header, claims] = jwt.split('.');
  const { jti, iss, sub, iat, exp } = membersOf(claims);
  const [, basic = ''] = headers.authorization?.split(' ') ?? [];
  const client = Buffer.from(basic, 'base64').toString().split(':');
  return {
    ...{ parameters, header: membersOf(header), iss, sub, id: typeof jti, life: Number(exp) - Number(iat) },
    client: client.map((part) => decodeURIComponent(part.replaceAll('+', ' '))),
    type: headers['content-type']?.split(';')[0],
    accept: headers.accept,
  };
}
