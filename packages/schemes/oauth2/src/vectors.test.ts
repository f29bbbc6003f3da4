import { afterEach, expect, it, jest } from '@jest/globals';
import vectors from '../vectors.json' with { type: 'json' };
import { authorizations, clientOf, good, startAuthority, tokenRequests } from './fixtures/authority.js';
import { type OAuth2Options } from './index.js';

afterEach(() => {
  jest.restoreAllMocks();
});

async function sentBy(
  options: OAuth2Options,
): Promise<{ readonly authorization: unknown; readonly body: string }> {
  const server = await startAuthority(good);
  await clientOf(server, { tokenURL: '/token', ...options }).get('/a');
  const [request] = tokenRequests(server);
  return { authorization: request?.headers.authorization, body: String(request?.body) };
}

it.each(vectors.basic)('Basic for $clientId, as $source has it', async (vector) => {
  const { clientId, clientSecret, formUrlencoded, unencoded } = vector;
  const bare = 'client_secret_basic_unencoded';

  await expect(sentBy({ clientId, clientSecret })).resolves.toMatchObject({ authorization: formUrlencoded });
  await expect(sentBy({ clientId, clientSecret, clientAuthentication: bare })).resolves.toMatchObject({
    authorization: unencoded,
  });
});

const client = { clientId: 'me', clientSecret: 'secret' };
const requests: Readonly<Record<string, OAuth2Options>> = {
  'client_credentials, scope of two': { ...client, scope: 'read write' },
  'client_credentials with client_secret_post': {
    clientId: 'client-id_1.x~y',
    clientSecret: 'p+q/r=s t%u:v&w',
    clientAuthentication: 'client_secret_post',
  },
  'client_credentials with audience': { ...client, audience: 'https://api.example.com/' },
  'client_credentials for two resources': {
    ...client,
    resource: ['https://cal.example.com/', 'https://contacts.example.com/'],
  },
  refresh_token: { ...client, grant: 'refresh_token', refreshToken: 'tGzv3JOkF0XG5Qx2TlKWIA' },
  'token exchange': {
    ...client,
    grant: 'token-exchange',
    subjectToken: 'accVkjcJyb4BWCxGsndESCJQbdFMogUC5PbRDqceLTC',
    resource: ['https://backend.example.com/api'],
  },
  tls_client_auth: { clientAuthentication: 'none', clientId: 's6BhdRkqt3' },
};

it.each(vectors.bodies)('the body for $name, as $source has it', async ({ name, body }) => {
  const options = requests[name];

  const sent = await sentBy(options ?? {});

  // The order of parameters means nothing.
  expect([...new URLSearchParams(sent.body)].sort()).toEqual([...new URLSearchParams(body)].sort());
  expect(sent.body.split('&').sort()).toEqual(body.split('&').sort());
});

it.each(vectors.answers)('$name, from $source', async ({ status, answer, expect: expected }) => {
  const server = await startAuthority({ status, answer });
  const api = clientOf(server, { tokenURL: '/token', ...client });
  if ('refuse' in expected) {
    await expect(api.get('/a')).rejects.toMatchObject({ code: 'ERR_KEYRING_TOKEN_EXCHANGE' });
    expect(authorizations(server)).toEqual([]);
    return;
  }
  await api.get('/a');
  const start = Date.now();
  const { lifeSeconds = 3600 } = expected;
  const ends = lifeSeconds ?? 86_400;

  jest.spyOn(Date, 'now').mockReturnValue(start + ends * 500);
  if (ends > 0 && !('expiresAt' in expected)) await api.get('/b');
  const before = tokenRequests(server).length;
  jest.spyOn(Date, 'now').mockReturnValue(start + ends * 1000 + 1);
  await api.get('/c');

  expect(new Set(authorizations(server))).toEqual(new Set([`Bearer ${expected.token}`]));
  expect(before).toBe(1);
  expect(tokenRequests(server)).toHaveLength(lifeSeconds === null ? 1 : 2);
});
