import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { startEmulator } from '@axios-keyring/oauth2/emulator';
import { refusalHint } from '@axios-keyring/core';
import { closedAfterTest } from '../../../../tools/test-setup/closed-after-test.js';
import { authorizations, clientOf, good, startAuthority, tokenRequests } from './fixtures/authority.js';
import { type OAuth2Options } from './index.js';

const client = { clientId: 'me', clientSecret: 'a-secret-of-this-test', tokenURL: '/token' };

async function failureOf(sending: Promise<unknown>): Promise<unknown> {
  return sending.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe.each(['http', 'fetch'])('over the %s adapter', (adapter) => {
  it('a thousand first requests make one exchange', async () => {
    const emulator = await closedAfterTest(startEmulator(client));
    const api = clientOf(emulator, client, adapter);

    await Promise.all(Array.from({ length: 1000 }, (_, index) => api.get(`/${index}`)));

    expect(emulator.tokensIssued).toBe(1);
  });

  it('a token that was revoked is replaced once', async () => {
    const emulator = await closedAfterTest(startEmulator(client));
    const api = clientOf(emulator, client, adapter);
    await api.get('/a');

    emulator.revokeTokens();
    await Promise.all([api.get('/b'), api.get('/c')]);

    expect(emulator.tokensIssued).toBe(2);
  });
});

it('what is asked for goes into the token request, with the headers that were set', async () => {
  const server = await startAuthority(good);
  const api = clientOf(server, {
    ...client,
    scope: 'a b',
    parameters: { organization: 'org & co', empty: '' },
    headers: { 'X-Tenant': 'one' },
    scheme: 'Token',
  });

  await api.get('/a');

  const [request] = tokenRequests(server);
  expect(String(request?.body)).toBe(
    'grant_type=client_credentials&scope=a+b&organization=org+%26+co&empty=',
  );
  expect(request?.headers).toMatchObject({ 'x-tenant': 'one', accept: 'application/json' });
  expect(authorizations(server)).toEqual(['Token a.good.token']);
});

it('the token may go into a header of its own', async () => {
  const server = await startAuthority(good);

  await clientOf(server, { ...client, tokenHeader: 'X-Shop-Token' }).get('/a');

  expect(server.requests.at(-1)?.headers).toMatchObject({ 'x-shop-token': 'a.good.token' });
  expect(authorizations(server)).toEqual([undefined]);
});

describe('a token endpoint that refuses', () => {
  it.each([
    ['invalid_client', 401, 'Check clientId, and that the client is registered'],
    ['invalid_grant', 400, 'The server does not accept this client with client_credentials.'],
    ['invalid_scope', 400, 'Check scope, word by word.'],
    ['unauthorized_client', 400, 'Allow it where the client is registered.'],
    ['invalid_scope', 200, 'Check scope, word by word.'],
  ])(
    'with %s and the status %d is explained, and asked again with another secret only',
    async (error, status, says) => {
      const headers = { 'WWW-Authenticate': 'Basic realm="a"' };
      const description = 'See a-secret-of-this-test';
      const server = await startAuthority({
        status,
        answer: { error, error_description: description },
        headers,
      });
      const api = clientOf(server, client);

      const failure = await failureOf(api.get('/a'));
      await failureOf(api.get('/b'));

      expect(failure).toMatchObject({ code: 'ERR_KEYRING_TOKEN_EXCHANGE', provider: 'oauth2' });
      expect(String(failure)).toContain(`/token answered ${status} and ${error} without a token.`);
      expect(String(failure)).toContain(says);
      expect(String(failure)).toContain('another secret is tried at once');
      expect(inspect(failure, { depth: Infinity })).not.toContain(client.clientSecret);
      expect(tokenRequests(server)).toHaveLength(1);
    },
  );

  it('because it is down is asked again soon', async () => {
    const server = await startAuthority({ status: 503, answer: '<html>' }, good);
    const api = clientOf(server, client);

    const failure = await failureOf(api.get('/a'));
    await api.get('/b');

    expect(String(failure)).toContain('See whether the authorization server is up.');
    expect(String(failure)).not.toContain('another secret');
  });

  it('with a redirect is not followed', async () => {
    const server = await startAuthority({ status: 307, answer: '', headers: { location: '/elsewhere' } });

    const failure = await failureOf(clientOf(server, client).get('/a'));

    expect(String(failure)).toContain('It redirects, which is never followed.');
    expect(server.requests).toHaveLength(1);
  });

  it('says what the server said', async () => {
    const answer = { error: 'invalid_scope', error_description: 'No scope "reed" here.' };
    const server = await startAuthority({ status: 400, answer });

    const failure = await failureOf(clientOf(server, client).get('/a'));

    expect(String(failure)).toContain('It said: No scope "reed" here.');
  });
});

it.each<Partial<OAuth2Options>>([
  { clientSecret: 'another' },
  { scope: 'b' },
  { audience: 'b' },
  { resource: ['https://b.example'] },
  { parameters: { organization: 'b' } },
  { headers: { 'X-Tenant': 'b' } },
  { clientId: 'other' },
])('a store gives no token to whoever has %j', async (other) => {
  const server = await startAuthority(good);
  const texts = new Map<string, string>();
  const tokenStore = {
    get: (key: string) => Promise.resolve(texts.get(key)),
    set: (key: string, text: string) => Promise.resolve(void texts.set(key, text)),
    delete: (key: string) => Promise.resolve(texts.delete(key)),
  };
  const scoped = { ...client, scope: 'a', audience: 'a', tokenStore };
  for (const options of [scoped, scoped, Object.assign({}, scoped, other)])
    await clientOf(server, options).get('/a');

  expect(tokenRequests(server)).toHaveLength(2);
});

it.each([
  [401, {}, 'The API does not accept the token, though the authorization server gave it.'],
  [401, { 'WWW-Authenticate': 'Basic realm="a"' }, 'The API asks for basic, and not for Bearer.'],
  [401, { 'WWW-Authenticate': 'Bearer error="insufficient_scope"' }, 'the scope asked for is a b.'],
  [403, {}, 'does not let its client do this; the scope asked for is a b.'],
])('a refusal of the API with %d and %j is explained', async (status, headers, hint) => {
  const emulator = await closedAfterTest(
    startEmulator({
      ...client,
      respond: ({ target }) => (target === '/token' ? undefined : { status, headers }),
    }),
  );

  const failure = await failureOf(clientOf(emulator, { ...client, scope: 'a b' }).get('/a'));

  expect(refusalHint(failure)).toContain(hint);
});
