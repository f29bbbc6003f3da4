import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { fileGrantStore } from '@axios-keyring/core';
import {
  type OAuth2Emulator,
  type OAuth2EmulatorOptions,
  startEmulator,
} from '@axios-keyring/oauth2/emulator';
import { startServer } from '@axios-keyring/testing';
import { closedAfterTest } from '../../../../tools/test-setup/closed-after-test.js';
import { clientOf, good, startAuthority } from './fixtures/authority.js';
import { type OAuth2Options } from './index.js';

const clientId = 'me';
const clientSecret = 'a-secret-of-this-test';
const tokenURL = '/token';
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pairs = {
  RS256: rsa,
  PS256: rsa,
  ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  ES384: generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  EdDSA: generateKeyPairSync('ed25519'),
};

function pemsOf(name: keyof typeof pairs): { readonly privateKey: string; readonly publicKey: string } {
  const { privateKey, publicKey } = pairs[name];
  return {
    privateKey: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
    publicKey: String(publicKey.export({ type: 'spki', format: 'pem' })),
  };
}

async function start(options: OAuth2EmulatorOptions = {}): Promise<OAuth2Emulator> {
  return closedAfterTest(startEmulator({ clientId, clientSecret, ...options }));
}

describe('a client shows who it is', () => {
  it.each(['client_secret_basic', 'client_secret_post', 'client_secret_jwt'] as const)(
    'with %s',
    async (way) => {
      const emulator = await start({ clientAuthentication: way });
      const client = clientOf(emulator, { clientId, clientSecret, tokenURL, clientAuthentication: way });

      await expect(client.get('/a')).resolves.toMatchObject({ status: 200 });
    },
  );

  it.each(Object.keys(pairs).filter((name): name is keyof typeof pairs => name in pairs))(
    'with private_key_jwt and %s, anew for each token',
    async (name) => {
      const { privateKey, publicKey } = pemsOf(name);
      const emulator = await start({ clientAuthentication: 'private_key_jwt', publicKey });
      const pss = name === 'PS256';
      const client = clientOf(emulator, { clientId, privateKey, tokenURL, pss, keyId: 'k1' });

      await client.get('/a');
      emulator.revokeTokens();
      await client.get('/b');

      const assertions = emulator.requests.flatMap(({ body }) => {
        const jwt = new URLSearchParams(String(body)).get('client_assertion');
        return jwt === null ? [] : [Buffer.from(jwt.split('.')[0] ?? '', 'base64url').toString()];
      });
      expect(assertions).toEqual(Array(2).fill(JSON.stringify({ alg: name, kid: 'k1' })));
    },
  );

  it('by a clock that is wrong, which the server puts right', async () => {
    const ahead = (): number => Date.now() + 3_600_000;
    const emulator = await start({ clientAuthentication: 'client_secret_jwt', now: ahead });
    const way = 'client_secret_jwt';

    await clientOf(emulator, { clientId, clientSecret, tokenURL, clientAuthentication: way }).get('/a');

    expect(emulator.requests.map(({ refusal }) => refusal)).toEqual([
      'The assertion has expired.',
      undefined,
      undefined,
    ]);
  });
});

describe('jwt-bearer', () => {
  it('signs assertions with a key', async () => {
    const { privateKey, publicKey } = pemsOf('RS256');
    const emulator = await start({ clientAuthentication: 'none', assertionKey: publicKey });
    const client = clientOf(emulator, {
      ...{ clientAuthentication: 'none', grant: 'jwt-bearer', tokenURL, assertionKey: privateKey },
      ...{
        assertionIssuer: 'a-service',
        assertionSubject: 'a-user',
        assertionClaims: { box_sub_type: 'user' },
      },
    });

    await expect(client.get('/a')).resolves.toMatchObject({ status: 200 });
  });

  it('sends the assertion that a function returns', async () => {
    const server = await startAuthority(good);
    const assertion = (): string => 'an.assertion.of-mine';

    await clientOf(server, { clientId, clientSecret, tokenURL, grant: 'jwt-bearer', assertion }).get('/a');

    expect(String(server.requests[0]?.body)).toBe(
      'grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=an.assertion.of-mine',
    );
  });
});

it('token exchange keeps a token for each subject', async () => {
  const server = await startAuthority(
    ...[1, 2].map((n) => ({ answer: { access_token: `token-${n}`, token_type: 'N_A' } })),
  );
  const client = clientOf(server, {
    ...{ clientId, clientSecret, tokenURL, grant: 'token-exchange' },
    subjectToken: ({ url }) => url.searchParams.get('user') ?? '',
  });

  for (const user of ['anna', 'bert', 'anna']) await client.get('/a', { params: { user } });

  const sent = server.requests.flatMap(({ headers, target }) =>
    target === tokenURL ? [] : [headers.authorization],
  );
  expect(sent).toEqual(['Bearer token-1', 'Bearer token-2', 'Bearer token-1']);
});

describe('a refresh token that changes', () => {
  const grant = { clientId, clientSecret, tokenURL, grant: 'refresh_token' } as const;

  it('is used once by all that share a file, and goes on with the last one', async () => {
    const emulator = await start({ refreshToken: 'the-first' });
    const path = join(mkdtempSync(join(tmpdir(), 'oauth2-')), 'grants');
    const clients = Array.from({ length: 4 }, () =>
      clientOf(emulator, { ...grant, refreshToken: 'the-first', grantStore: fileGrantStore(path) }),
    );

    await Promise.all(clients.map((client) => client.get('/a')));
    expect(emulator.tokensIssued).toBe(1);
    emulator.revokeTokens();
    await Promise.all(clients.map((client) => client.get('/b')));

    expect(emulator.tokensIssued).toBe(2);
    const late = clientOf(emulator, { ...grant, grantStore: fileGrantStore(path) });
    await expect(late.get('/c')).resolves.toMatchObject({ status: 200 });
  });

  it('that has ended is told, and not tried again', async () => {
    const emulator = await start({ refreshToken: 'another' });
    const client = clientOf(emulator, { ...grant, refreshToken: randomUUID() });

    for (const path of ['/a', '/b'])
      await expect(client.get(path)).rejects.toMatchObject({ code: 'ERR_KEYRING_GRANT_ENDED' });
    expect(emulator.requests).toHaveLength(1);
  });

  it('of several users of one client is kept apart by its name', async () => {
    const server = await startAuthority(good);
    for (const name of ['anna', 'bert']) {
      const options = { ...grant, refreshToken: `of-${name}`, grantName: name };
      await clientOf(server, options).get('/a');
      await clientOf(server, options).get('/b');
    }

    const used = server.requests.flatMap(
      ({ body }) => new URLSearchParams(String(body)).get('refresh_token') ?? [],
    );
    expect(used).toEqual(['of-anna', 'of-bert']);
  });
});

describe.each(['http', 'fetch'])('DPoP over the %s adapter', (adapter) => {
  it.each([
    ['of this process', {}],
    ['that is given', { dpopKey: pemsOf('EdDSA').privateKey }],
  ])('proves a key %s with each nonce that a server asks for', async (_, key: Partial<OAuth2Options>) => {
    const emulator = await start({ dpop: true });
    const client = clientOf(
      emulator,
      Object.assign({ clientId, clientSecret, tokenURL, dpop: true }, key),
      adapter,
    );

    await Promise.all([client.get('/a?b=c'), client.post('/b', {})]);
    emulator.renewNonce();
    await client.get('/c');
    emulator.revokeTokens();
    await client.get('/d');

    expect(emulator.tokensIssued).toBe(2);
    const proofs = emulator.requests.map(({ headers }) => headers.dpop);
    expect(new Set(proofs).size).toBe(proofs.length);
  });
});

it.each([
  [{ token_type: 'DPoP' }, false, 'is bound to a key (token type DPoP), though no proof was sent. Set dpop'],
  [{ token_type: 'Bearer' }, true, 'is not bound to a key.'],
])('a token of another type is refused: %j', async (more, dpop, says) => {
  const server = await startAuthority({ answer: { access_token: 'a', ...more } });
  const client = clientOf(server, { clientId, clientSecret, tokenURL, dpop });

  await expect(client.get('/a')).rejects.toThrow(says);
});

describe('metadata of the issuer', () => {
  async function issuing(metadata: (url: string) => object, known = '/.well-known/openid-configuration') {
    const server = await closedAfterTest(
      startServer(({ target, headers }, response) => {
        const url = `http://${headers.host ?? ''}`;
        const answer = target === known ? metadata(url) : target === '/oauth/token' ? good.answer : undefined;
        response.writeHead(answer === undefined && target.startsWith('/.well-known') ? 404 : 200);
        response.end(JSON.stringify(answer ?? {}));
      }),
    );
    return server;
  }
  const right = (path: string) => (url: string) => ({
    issuer: url + path,
    token_endpoint: `${url}/oauth/token`,
  });

  it.each([
    ['', '/.well-known/openid-configuration'],
    ['', '/.well-known/oauth-authorization-server'],
    ['/tenant', '/tenant/.well-known/openid-configuration'],
  ])('for %j at %s names the token endpoint, and is asked for once', async (path, known) => {
    const server = await issuing(right(path), known);
    const client = clientOf(server, { clientId, clientSecret, issuer: server.url + path });

    await Promise.all([client.get('/a'), client.get('/b')]);

    const asked = server.requests.filter(({ target }) => target === known);
    expect(asked).toHaveLength(1);
    expect(server.requests.at(-1)?.headers.authorization).toBe('Bearer a.good.token');
  });

  it.each<[(url: string) => object, string]>([
    [() => ({ issuer: 'https://other.example' }), 'is of another issuer.'],
    [(url) => ({ issuer: url }), 'names no token endpoint.'],
    [(url) => ({ issuer: url, token_endpoint: 'https://other.example/token' }), 'list it in tokenHosts.'],
  ])('that is wrong sends nothing', async (metadata, says) => {
    const server = await issuing(metadata);
    const client = clientOf(server, { clientId, clientSecret, issuer: server.url });

    await expect(client.get('/a')).rejects.toThrow(says);
    expect(server.requests).toHaveLength(1);
  });
});
