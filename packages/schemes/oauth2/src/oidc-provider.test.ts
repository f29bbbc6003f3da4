import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { property } from '@axios-keyring/core';
import { clientOf, startAuthority } from './fixtures/authority.js';
import { type OAuth2Options } from './index.js';

const secret = "a secret of +/=%:&!*'() and enough bytes for it";
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pemOf = ({ privateKey }: typeof rsa): string =>
  String(privateKey.export({ type: 'pkcs8', format: 'pem' }));
const jwks = { keys: [rsa, ec].map(({ publicKey }) => publicKey.export({ format: 'jwk' })) };

const machine = { grant_types: ['client_credentials'], redirect_uris: [], response_types: [] };
const ofSecret = (method: string, id: string): object => ({
  ...{ ...machine, client_id: id, client_secret: secret, token_endpoint_auth_method: method },
});
const ofKey = (id: string, alg: string): object => ({
  ...{ ...machine, client_id: id, token_endpoint_auth_method: 'private_key_jwt', jwks },
  token_endpoint_auth_signing_alg: alg,
});
const clients = [
  ofSecret('client_secret_basic', 'basic-id_1.x~y:z'),
  ofSecret('client_secret_post', 'post'),
  ofSecret('client_secret_jwt', 'hmac'),
  ...['RS256', 'PS256', 'ES256'].map((alg) => ofKey(alg, alg)),
  { ...ofSecret('client_secret_basic', 'bound'), dpop_bound_access_tokens: true },
  {
    ...ofSecret('client_secret_basic', 'user'),
    ...{ grant_types: ['refresh_token', 'authorization_code'], response_types: ['code'] },
    redirect_uris: ['https://app.example/back'],
  },
];

let child: ChildProcess;
let issuer: string;
let refreshToken: string;

beforeAll(async () => {
  const program = join(__dirname, 'fixtures', 'oidc-server.mjs');
  const key = { ...rsa.privateKey.export({ format: 'jwk' }), use: 'sig' };
  child = fork(program, [JSON.stringify({ clients, jwks: { keys: [key] } })], {
    stdio: ['ignore', 'ignore', 2, 'ipc'],
    execArgv: [],
  });
  const ended = once(child, 'exit').then((): never => {
    throw new Error('oidc-provider did not start: see above, and that npm ci has installed it.');
  });
  const [ready]: unknown[] = await Promise.race([once(child, 'message'), ended]);
  ended.catch(() => undefined);
  issuer = String(property(ready, 'issuer'));
  refreshToken = String(property(property(ready, 'refreshTokens'), 'user'));
});

afterAll(() => {
  child.disconnect();
});

const ways: readonly (readonly [string, OAuth2Options])[] = [
  ['client_secret_basic', { clientId: 'basic-id_1.x~y:z', clientSecret: secret }],
  [
    'client_secret_post',
    { clientId: 'post', clientSecret: secret, clientAuthentication: 'client_secret_post' },
  ],
  [
    'client_secret_jwt',
    { clientId: 'hmac', clientSecret: secret, clientAuthentication: 'client_secret_jwt' },
  ],
  ['private_key_jwt with RS256', { clientId: 'RS256', privateKey: pemOf(rsa) }],
  ['private_key_jwt with PS256', { clientId: 'PS256', privateKey: pemOf(rsa), pss: true }],
  ['private_key_jwt with ES256', { clientId: 'ES256', privateKey: pemOf(ec) }],
];

it.each(ways)('oidc-provider gives a token for %s, found by its metadata', async (_, options) => {
  const api = await startAuthority();

  await clientOf(api, Object.assign({ issuer }, options)).get('/a');

  expect(api.requests[0]?.headers.authorization).toMatch(/^Bearer \S{20,}$/);
});

it('oidc-provider binds a token to a key, with its nonce', async () => {
  const api = await startAuthority();

  await clientOf(api, { issuer, clientId: 'bound', clientSecret: secret, dpop: true }).get('/a');

  expect(api.requests[0]?.headers.authorization).toMatch(/^DPoP \S{20,}$/);
});

it('oidc-provider changes the refresh token with each use, and its own API takes the tokens', async () => {
  const grant = {
    issuer,
    clientId: 'user',
    clientSecret: secret,
    grant: 'refresh_token',
    refreshToken,
  } as const;
  const clients = [1, 2, 3].map(() => clientOf({ url: issuer }, grant));

  for (let round = 0; round < 3; round += 1) {
    const answers = await Promise.all(clients.map(async (client) => client.get<object>('/me')));
    expect(answers.map(({ data }) => data)).toEqual(Array(3).fill({ sub: 'a-user' }));
  }
});
