import { ensure, fail } from './check.js';
import { type Checks } from './stage.js';
import { disclosures } from './disclosure.js';
import { atHost } from './look-alikes.js';

/** The interceptor itself only marks a request, and says what it is. */
export const interceptor: Checks = {
  'interceptor: returns the same config at once': ({ construct, given }) => {
    const intercept = construct(given);
    const [baseURL = ''] = intercept.baseURLs;
    for (const url of [baseURL, 'https://elsewhere.test/', '/relative', '']) {
      const request = { url, method: 'get', headers: {} };
      const before = JSON.stringify(request);
      ensure(
        intercept(request) === request,
        'The interceptor does not return the config that it got, at once. Leave what takes time to authorize().',
      );
      ensure(JSON.stringify(request) === before, 'The interceptor changes the config beyond its adapter.');
    }
  },

  'interceptor: never throws': ({ construct, given }) => {
    const intercept = construct(given);
    const [url = ''] = intercept.baseURLs;
    const requests = [
      {},
      { url: 'http://[' },
      { url: 42, headers: null },
      Object.freeze({ url, headers: {} }),
      Object.seal({ url, headers: {} }),
      Object.assign(Object.create(null), { url }),
    ];
    for (const request of requests) {
      try {
        const returned: unknown = Reflect.apply(intercept, undefined, [request]);
        ensure(typeof returned === 'object' && returned !== null, 'The interceptor returns no config.');
      } catch (error) {
        const reason = error instanceof Error ? error.message : 'something that is no error';
        fail(
          `The interceptor throws (${reason}). It may not, also for a config that is frozen or malformed.`,
        );
      }
    }
  },

  'interceptor: says whose it is and where its credentials go': ({ construct, given, declaration }) => {
    const { provider, baseURLs } = construct(given);
    const { name, hosts } = declaration;
    ensure(provider === name, `The interceptor’s provider is not "${name}", the name that is declared.`);
    ensure(baseURLs.length > 0, 'The interceptor has no base URLs, so it would never authenticate anything.');
    for (const baseURL of baseURLs) {
      ensure(
        URL.canParse(baseURL) && !baseURL.endsWith('/'),
        'A base URL of the interceptor is not absolute, or ends in a slash.',
      );
      ensure(
        hosts === undefined || hosts.length === 0 || hosts.some((host) => covers(host, baseURL)),
        `The declared hosts do not have ${new URL(baseURL).origin}, which a shared config needs to know.`,
      );
    }
  },

  'interceptor: has a partition key that says nothing': ({ construct, given, traces }) => {
    const [one, other] = [construct(given), construct(given)];
    const { partitionKey: first } = one;
    const { partitionKey: second } = other;
    ensure(
      first !== '' && first === one.partitionKey,
      'The partition key is missing, or not the same each time.',
    );
    ensure(
      first !== second && disclosures({ first, second }, traces).length === 0,
      'Two interceptors have the same partition key, or it is made of a secret. Choose it at random.',
    );
  },
};

function covers(declared: string, baseURL: string): boolean {
  const { origin, protocol, host } = new URL(atHost(baseURL));
  const [, below] = /^https:\/\/\*(\..+)$/.exec(declared) ?? [];
  return below === undefined ? origin === declared : protocol === 'https:' && host.endsWith(below);
}
