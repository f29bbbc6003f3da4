import { describe, expect, it } from '@jest/globals';
import { defineProvider } from './provider.js';

describe('a provider without a base URL of its own', () => {
  const gateway = defineProvider({
    name: '@acme/keyring-gateway',
    environmentPrefix: 'GATEWAY',
    options: {},
    baseURLs: () => [],
    authorize: () => () => ({ headers: { 'X-Key': 'gateway' } }),
  });

  it('serves the one that it is given', async () => {
    const interceptor = gateway({ baseURL: 'https://gateway.example/v1' });

    expect(interceptor.baseURLs).toEqual(['https://gateway.example/v1']);
    await expect(interceptor.authorize({ url: 'https://gateway.example/v1/x' })).resolves.toMatchObject({
      headers: {
        'X-Key': 'gateway',
      },
    });
  });

  it('says so where it is given none, in place of serving nothing', () => {
    expect(() => gateway()).toThrow(
      expect.objectContaining({
        code: 'ERR_KEYRING_MISSING_OPTION',
        option: 'baseURL',
        text: 'baseURL is missing, and this provider has no base URL of its own. Set the option baseURL, or GATEWAY_BASE_URL.',
      }),
    );
  });
});
