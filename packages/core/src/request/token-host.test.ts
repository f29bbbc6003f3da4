import { expect, it } from '@jest/globals';
import { checkTokenHost } from './token-host.js';

const hosts = ['https://*.my.salesforce.com', 'https://acme.example'];
const request = { url: new URL('https://acme.my.salesforce.com/services/data') };

function check(url: string | undefined): () => void {
  return () => {
    checkTokenHost(request, { provider: 'salesforce', name: 'instance_url', url, hosts });
  };
}

it.each([undefined, 'https://acme.my.salesforce.com', 'https://ACME.my.salesforce.com:443/services'])(
  'a token for the host of the request, or for nobody knows which, is used: %s',
  (url) => {
    expect(check(url)).not.toThrow();
  },
);

it.each(['https://acme--test.sandbox.my.salesforce.com', 'https://acme.example/'])(
  'a token for another host of the API is refused, naming both: %s',
  (url) => {
    const { origin } = new URL(url);

    expect(check(url)).toThrow(
      expect.objectContaining({
        code: 'ERR_KEYRING_BASE_URL',
        option: 'baseURL',
        message: expect.stringMatching(
          `for ${origin}, .* goes to https://acme.my.salesforce.com. .* Set baseURL to ${origin}`,
        ),
      }),
    );
  },
);

it.each([
  ['https://evil.example', 'is https://evil.example,'],
  ['https://my.salesforce.com', 'is https://my.salesforce.com,'],
  ['https://evil-my.salesforce.com', 'is https://evil-my.salesforce.com,'],
  ['http://acme.my.salesforce.com', 'is http://acme.my.salesforce.com,'],
  ['https://acme.my.salesforce.com:8443', 'is https://acme.my.salesforce.com:8443,'],
  ['https://me:hush@evil.example?key=hush', 'is https://evil.example,'],
  ['acme.my.salesforce.com', 'is no URL,'],
  ['data:text/plain,hush', 'is a URL without a host,'],
  ['', 'is no URL,'],
])('a token for a host that the API does not have is refused: %s', (url, told) => {
  expect(check(url)).toThrow(
    expect.objectContaining({ code: 'ERR_KEYRING_TOKEN_EXCHANGE', message: expect.stringContaining(told) }),
  );
  expect(check(url)).not.toThrow('hush');
});
