import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { startServer } from '@axios-keyring/testing';
import { bearer } from './fixtures/bearer.js';
import { closedAfterTest } from '../../../tools/test-setup/closed-after-test.js';
import { integer } from './options/builders.js';
import { secret } from './options/secrets.js';
import { defineProvider } from './provider.js';
import { TokenSource } from './credentials/tokens/token-source.js';

const key = 'a-key-that-nobody-may-see';

const explained = defineProvider({
  name: 'explained',
  environmentPrefix: 'EXPLAINED',
  options: { key: secret({ description: 'The key.', sentAs: 'encoded' }) },
  requestOptions: { clientProfileId: integer({ optional: true, description: 'A number.' }) },
  baseURLs: () => ['https://api.example.com/v1'],
  body: () => ({ access: 'read', streamLimit: 0 }),
  authorize: (options) => async (request) => ({
    headers: {
      'X-Signature': `signed with ${String((await options.key(request)).length)} characters`,
      'X-Date': 'today',
    },
  }),
  explain: () => (request) => [
    { name: 'method', value: request.method },
    { name: 'target', value: request.url.pathname + request.url.search },
    { name: 'profile', value: String(request.options.clientProfileId) },
    { name: 'body', value: `${request.body.length} bytes` },
    { name: 'key', value: '(secret)' },
  ],
});

const request = { method: 'post', url: 'https://api.example.com/v1/a?b=c#d', body: '{}' } as const;

describe('explain', () => {
  it('says part by part what is signed, in order, and which headers are added', async () => {
    const keyring: object = { clientProfileId: 7 };

    await expect(explained({ key }).explain({ ...request, keyring })).resolves.toEqual({
      provider: 'explained',
      baseURL: 'https://api.example.com/v1',
      parts: [
        { name: 'method', value: 'POST' },
        { name: 'target', value: '/v1/a?b=c' },
        { name: 'profile', value: '7' },
        { name: 'body', value: '2 bytes' },
        { name: 'key', value: '(secret)' },
      ],
      headers: ['X-Signature', 'X-Date'],
      query: [],
      cookies: [],
      writesBody: false,
    });
  });

  it('holds neither a secret nor the value of a header', async () => {
    const explanation = await explained({ key }).explain(request);

    const shown = inspect(explanation, { depth: Infinity, showHidden: true });
    expect(shown).not.toContain(key);
    expect(shown).not.toContain('signed with');
  });

  it('has no parts where the provider just sends a secret', async () => {
    const explanation = await bearer({ token: key }).explain({ url: 'https://api.example.com/v2' });

    expect(explanation).toEqual({
      provider: 'bearer',
      baseURL: 'https://api.example.com/v2',
      parts: [],
      headers: ['X-Credential'],
      query: [],
      cookies: [],
      writesBody: false,
    });
  });

  it('fetches a token that is needed, once', async () => {
    const api = await closedAfterTest(
      startServer((_, response) => {
        response.end('a-token');
      }),
    );
    const minting = defineProvider({
      name: 'minting',
      environmentPrefix: 'MINTING',
      options: {},
      baseURLs: () => [],
      authorize: () => {
        const tokens = new TokenSource({
          provider: 'minting',
          mint: async ({ exchange, baseURL }) => {
            const { body } = await exchange({ method: 'GET', url: `${baseURL}/token`, headers: {} });
            return { value: body, expiresIn: 3_600_000 };
          },
        });
        return async (wire) => ({
          headers: { 'X-Token': await tokens.get(wire, { endpoint: wire.baseURL }) },
        });
      },
    });
    const interceptor = minting({ baseURL: api.url });

    const explanations = [
      await interceptor.explain({ url: `${api.url}/a` }),
      await interceptor.explain({ url: `${api.url}/b` }),
    ];

    expect(explanations.map(({ headers }) => headers)).toEqual([['X-Token'], ['X-Token']]);
    expect(JSON.stringify(explanations)).not.toContain('a-token');
    expect(api.requests.map(({ target }) => target)).toEqual(['/token']);
  });

  it('fails as authorize does: outside of the base URLs, and without a credential', async () => {
    const interceptor = explained({ key: () => undefined });

    await expect(interceptor.explain({ url: 'https://api.example.com/v2' })).rejects.toMatchObject({
      code: 'ERR_KEYRING_UNMATCHED',
      message: expect.stringMatching(
        /The base URLs are https:\/\/api\.example\.com\/v1\. .*set the option baseURL/,
      ),
    });
    await expect(interceptor.explain(request)).rejects.toMatchObject({
      code: 'ERR_KEYRING_CREDENTIAL',
      option: 'key',
    });
  });
});
