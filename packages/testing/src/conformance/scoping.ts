import { isDeepStrictEqual } from 'node:util';
import { ensure, fail, read } from './check.js';
import { atHost, lookAlikes } from './look-alikes.js';
import { type Checks, ensureAuthenticated, type Stage } from './stage.js';
import type { InterceptorLike } from './subject.js';
import { type Values, valuesOf } from './trial.js';

/** Credentials go below the base URLs, and nowhere else. */
export const scoping: Checks = {
  'scoping: authenticates requests below each base URL': async (stage) => {
    const { construct, given, path, provide, provideBelowWildcard, send, url } = stage;
    for (const interceptor of [construct(given), provideBelowWildcard()]) {
      if (!interceptor) continue;
      for (const baseURL of interceptor.baseURLs) {
        const { origin, protocol, host } = new URL(atHost(baseURL));
        ensureCovered(origin + path, interceptor.baseURLs);
        const shouted = `${protocol}//${host}`.toUpperCase();
        const deeper = new URL(atHost(baseURL, 'a.b')).origin;
        for (const from of new Set([origin, shouted, `${origin}/elsewhere/..`, deeper]))
          ensureAuthenticated(await send([interceptor], { url: from + path }), `A request to ${from}${path}`);
      }
    }
    for (const params of [{}, { conformance: 'a b&c' }])
      ensureAuthenticated(await send([provide()], { params }), `A request to ${url}`);
  },

  'scoping: sends no credential to any other address': async (stage) => {
    const { construct, given, path, provide, provideBelowPath, provideBelowWildcard } = stage;
    for (const interceptor of [construct(given), provide(), provideBelowPath(), provideBelowWildcard()]) {
      for (const baseURL of interceptor?.baseURLs ?? []) {
        for (const { what, url } of lookAlikes(baseURL, path)) {
          const changed = await changesOf(stage, interceptor, { url });
          const added = changed.filter((part) => /^(url|params|data|headers\.\S+)$/.test(part));
          ensure(
            added.length === 0,
            `A request to ${what} got another ${added.join(', ')}, though it is not below ${baseURL}. Leave the choice ` +
              'of requests to defineProvider, which compares origins and whole segments of paths.',
          );
        }
      }
    }
  },

  'scoping: leaves requests to other addresses as they are': async (stage) => {
    const request = { method: 'post', data: { a: [1, 'b'] }, timeout: 5000, headers: { 'x-own': 'c' } };
    const changed = await changesOf(stage, stage.provide(), { url: 'https://elsewhere.test/d', ...request });
    ensure(
      changed.length === 0,
      `The config of a request to another address has another ${changed.join(', ')} than without the interceptor. ` +
        'Change nothing on it.',
    );
  },

  'scoping: leaves out requests with keyring: false': async ({ asksForChallenge, send, provide }) => {
    // From here it looks like one that asks.
    if (asksForChallenge === true) return;
    const [own] = (await send([provide()], { keyring: false })).arrivals;
    const [bare] = (await send([])).arrivals;
    if (!own || !bare)
      fail('A request with keyring: false was not sent. It has to go out without credentials.');
    const added = Object.keys(own.headers).filter((name) => !Object.hasOwn(bare.headers, name));
    ensure(
      own.target === bare.target && added.length === 0,
      `A request with keyring: false got ${added.join(', ')}. It has to go out without credentials.`,
    );
  },
};

function ensureCovered(url: string, baseURLs: readonly string[]): void {
  const path = `${new URL(url).pathname}/`;
  ensure(
    baseURLs.some((base) => {
      const { origin, pathname } = new URL(atHost(base));
      return url.startsWith(`${origin}/`) && path.startsWith(`${pathname.replace(/\/+$/, '')}/`);
    }),
    `No base URL covers ${url}, the path of this suite at the provider’s own host: the base URLs are ` +
      `${baseURLs.join(', ')}. Correct the path, which begins with a slash at the root of the host, or baseURLs.`,
  );
}

/** What of a request's config is other with an interceptor than without, when it would be sent or afterwards. */
async function changesOf(
  { send }: Stage,
  interceptor: InterceptorLike | undefined,
  request: object,
): Promise<readonly string[]> {
  const asSent: Values[] = [];
  const adapter = (config: object): Promise<object> => {
    asSent.push(partsOf(config));
    return Promise.resolve({ status: 200, statusText: '', headers: {}, data: '', config });
  };
  const own = await send(interceptor ? [interceptor] : [], { adapter, ...request });
  const bare = await send([], { adapter, ...request });
  if (asSent.length !== 2) fail('A request to an address that is not below a base URL was not sent.');
  const [left, right] = [own, bare].map(({ outcome }) => partsOf(read(outcome, 'config')));
  return [
    ...differing(asSent[0], asSent[1]),
    ...differing(left, right).map((part) => `${part} (afterwards)`),
  ];
}

/** The members of a config as they are now, with each header by itself. */
function partsOf(config: unknown): Values {
  const headers = Object.entries(valuesOf(read(config, 'headers')));
  const named = headers.map(([name, value]) => [`headers.${name}`, value] as const);
  return { ...valuesOf(config), headers: undefined, ...Object.fromEntries(named) };
}

function differing(left: Values = {}, right: Values = {}): readonly string[] {
  const names = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...names].filter((name) => !isDeepStrictEqual(left[name], right[name]));
}
