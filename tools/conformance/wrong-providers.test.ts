import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { isAxiosError } from 'axios';
import { GrantSource, KeyringError } from '@axios-keyring/core';
import { type ConformanceCheck, type ConformanceSubject, providerConformance } from '@axios-keyring/testing';
import {
  answering,
  asking,
  failing,
  fetching,
  given,
  giving,
  granting,
  having,
  intercepting,
  isAtGate,
  isConfig,
  isPlain,
  refusing,
  sending,
  sendingBefore,
} from './mutations.js';
import {
  declared,
  goodReadme,
  placing,
  right,
  type RightOptions,
  type RightProvider,
  signedTime,
  subjectOf,
  timing,
  token,
} from './right-provider.js';

const privateKey = String(generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }));

/** A provider, with its README where that is what is wrong, and a part of what the check has to say. */
interface Wrong {
  readonly provider: RightProvider;
  readonly readme?: string;
  readonly says?: string;
  /** What the suite has to know in addition. */
  readonly subject?: Partial<ConformanceSubject<RightOptions>>;
}

/** For each check, what a provider can do wrong that it has to find. */
const wrong: Readonly<Record<string, Readonly<Record<string, RightProvider | Wrong>>>> = {
  'interceptor: returns the same config at once': {
    'returns a copy': intercepting((request, interceptor) => ({ ...interceptor(request) })),
  },
  'interceptor: never throws': {
    'throws for a config without a URL': intercepting((request, interceptor) => {
      if (!('url' in request)) throw new Error('There is no URL.');
      return interceptor(request);
    }),
  },
  'interceptor: says whose it is and where its credentials go': {
    'has another name': having(() => ({ provider: 'left' })),
  },
  'interceptor: has a partition key that says nothing': {
    'has the same partition key each time': having(() => ({ partitionKey: 'right' })),
  },
  'scoping: authenticates requests below each base URL': {
    'tells the case of hosts apart': intercepting((request, interceptor) =>
      isConfig(request) && /^\w+:\/\/[^/]*[A-Z]/.test(request.url ?? '') ? request : interceptor(request),
    ),
    'takes a star for one label alone': intercepting((request, interceptor) =>
      isConfig(request) && request.url?.startsWith('https://a.b.') ? request : interceptor(request),
    ),
    'has a base URL that does not cover the path of the suite': {
      provider: declared({ baseURLs: () => ['https://eu.api.example/v2'] }),
      says: 'No base URL covers https://eu.api.example/things',
    },
  },
  'scoping: sends no credential to any other address': {
    'compares how URLs begin': sending((send, config) => {
      if (config.url?.startsWith('https://eu.api.example.')) config.headers.set('Authorization', token);
      return send(config);
    }),
    'compares how hosts end': {
      provider: sending((send, config) => {
        const { hostname } = new URL(config.url ?? '');
        if (hostname.endsWith('hosts.test')) config.headers.set('Authorization', token);
        return send(config);
      }),
      says: 'the domain above the hosts',
    },
  },
  'scoping: leaves requests to other addresses as they are': {
    'takes every status for good': intercepting((request, interceptor) => {
      if (!isAtGate(request)) Object.assign(request, { validateStatus: () => true });
      return interceptor(request);
    }),
  },
  'scoping: leaves out requests with keyring: false': {
    'passes over keyring: false': intercepting((request, interceptor) => {
      Reflect.deleteProperty(request, 'keyring');
      return interceptor(request);
    }),
  },
  'bodies: authenticates requests with JSON, bytes and no body': {
    'leaves out bytes': intercepting((request, interceptor) =>
      isConfig(request) && Buffer.isBuffer(request.data) ? request : interceptor(request),
    ),
  },
  'bodies: reads the body of each request, with the type that it is sent with': {
    'sends the first body with each request': (() => {
      let first: unknown;
      return sending((send, config) => {
        first ??= config.data;
        return send({ ...config, data: first });
      });
    })(),
  },
  'bodies: authenticates them again after a redirect': {
    'follows no redirect of a POST': sending((send, config) =>
      send(isAtGate(config) && config.method === 'post' ? { ...config, maxRedirects: 0 } : config),
    ),
  },
  'placement: takes the place of what the user has of the same name': {
    'leaves what the user has': sending((send, config) =>
      send(config.headers.has('authorization') ? Object.assign(config, { keyring: false }) : config),
    ),
  },
  'concealment: shows no secret to other interceptors and transforms': {
    'has the token on the config until it is sent': intercepting((request, interceptor, options) =>
      interceptor(Object.assign(request, { note: options.token })),
    ),
  },
  'concealment: shows no secret on an answer': {
    'has the token on the answer': answering((response, options) =>
      Object.assign(response, { note: options.token }),
    ),
  },
  'concealment: shows no secret on an error': {
    'has the token on the error': failing((error) => Object.assign(error, { note: token })),
    'has the token in base64, with more before it, on the error': failing((error) =>
      Object.assign(error, { note: Buffer.from(`user:${token}`).toString('base64') }),
    ),
    ...Object.fromEntries(
      [404, 429].map((status) => [
        `has the token in the hint for ${status}`,
        declared({
          explainRefusal: () => (facts) =>
            facts.status === status ? `It does not take ${token}.` : undefined,
        }),
      ]),
    ),
  },
  'concealment: shows no secret in events': {
    'has the token in events': given(({ onEvent, ...options }) => ({
      ...options,
      ...(typeof onEvent === 'function' && {
        onEvent: (event) => {
          onEvent(Object.assign({ ...event }, { token }));
        },
      }),
    })),
  },
  'concealment: shows no secret on the interceptor': {
    'keeps its options where everybody can see them': having((_, options) => ({ options })),
  },
  'options: refuses an unknown option and names the closest': {
    'passes over unknown options': given((options) =>
      Object.fromEntries(
        Object.entries(options).filter(([name]) => Object.hasOwn(right.declaration.options, name)),
      ),
    ),
  },
  'options: refuses what is no object': {
    'takes a text for no options': giving((options) =>
      right(isPlain(options) ? options : { token, account: 'somebody', limit: 12 }),
    ),
  },
  'options: refuses values of another type': {
    'takes digits for a number': given((options) => {
      const { limit }: { readonly limit?: unknown } = options;
      return typeof limit === 'string' ? { ...options, limit: Number(limit) } : options;
    }),
  },
  'options: says what is missing and where to set it': {
    'does not name the variable': refusing((error) =>
      error.code === 'ERR_KEYRING_MISSING_OPTION'
        ? new KeyringError({ code: error.code, message: 'There is no token.', option: 'token' })
        : error,
    ),
  },
  'options: refuses secrets that cannot be sent': {
    'repairs a token': given((options) =>
      typeof options.token === 'string' ? { ...options, token: options.token.trim() } : options,
    ),
  },
  'options: refuses base URLs that are not safe': {
    'takes the query off a base URL': given(({ baseURL, ...options }) => ({
      ...options,
      baseURL: baseURL?.replace(/\?.*/, ''),
    })),
  },
  'options: refuses what the author lists': {
    'takes nobody for somebody': given((options) =>
      options.account === 'nobody' ? { ...options, account: 'somebody' } : options,
    ),
  },
  'options: refuses to work in a browser, if the provider is for servers': {
    'works everywhere': given((options) => ({ ...options, dangerouslyAllowBrowser: true })),
  },
  'options: repeats no secret in a message': {
    'quotes what is wrong': refusing(
      ({ code, option, message }, options) =>
        new KeyringError({ code, option, message: `${message} It is ${JSON.stringify(options)}.` }),
    ),
  },
  'secrets: asks functions for each request': {
    'asks a function once': asking((ask) => {
      let kept: ReturnType<typeof ask>;
      return (request) => (kept ??= ask(request));
    }),
  },
  'secrets: sends nothing without a good secret': {
    'sends something else where there is no token': asking(
      (ask) => async (request) => (await ask(request)) ?? 'none',
    ),
  },
  'identities: sends nothing that was made of the secret of another instance': {
    'has one token for all instances with the same base URL': (() => {
      const kept = new Map<unknown, RightOptions['token']>();
      return given((options) => {
        const { baseURL, token: own } = options;
        if (typeof own !== 'string' || !isAtGate({ url: String(baseURL) })) return options;
        // Only a token of the right form; the others are refused.
        if (!kept.has(baseURL) && own.startsWith('a-')) kept.set(baseURL, own);
        return { ...options, token: own === own.trim() && own !== '' ? kept.get(baseURL) : own };
      });
    })(),
  },
  'identities: sends nothing that was made of what a function answered before': {
    'goes on with what a function answered first': asking((ask) => {
      let kept: Awaited<ReturnType<typeof ask>>;
      return async (request) => {
        const answer = await ask(request);
        return (kept ??= answer);
      };
    }),
    'knows a token that it fetched by its account alone': fetching((endpoint) => ({
      endpoint,
      account: 'somebody',
    })),
  },
  'environment: reads each option from its variable': {
    'does not read a variable': withoutVariable('RIGHT_ACCOUNT'),
  },
  'environment: reads each option from the file that NAME_FILE names': {
    'does not read a file': withoutVariable('RIGHT_TOKEN_FILE'),
  },
  'environment: lets arguments win': {
    'prefers the environment': given((options) =>
      process.env.RIGHT_ACCOUNT ? { ...options, account: process.env.RIGHT_ACCOUNT } : options,
    ),
  },
  'environment: takes an empty variable for none': {
    'takes an empty variable for a token': given((options) =>
      process.env.RIGHT_TOKEN === '' ? { token: 'none', ...options } : options,
    ),
  },
  'keys: refuses a private key that cannot sign': {
    'takes anything for a key': {
      provider: given((options) =>
        typeof options.token === 'string' && options.token.includes('KEY') ? { ...options, token } : options,
      ),
      subject: { options: { token: privateKey, account: 'somebody', limit: 12 } },
    },
  },
  'keys: shows a client certificate whole and encrypted, or not at all': {
    'forgets the certificate': given((options) => ({ ...options, clientCertificate: undefined })),
  },
  'exchanges: go where tokens come from, without the credential of a request': {
    'fetches something elsewhere': {
      provider: sendingBefore(() => ({ url: 'https://elsewhere.test/' })),
      says: 'elsewhere.test, which is neither',
    },
    'fetches something with the credential': {
      provider: sendingBefore((origin) => ({ url: `${origin}/exchange` })),
      says: '(authorization) was sent along',
    },
  },
  'exchanges: follow no redirect': {
    'follows one': sendingBefore((origin) => ({ url: `${origin}/exchange` })),
  },
  'exchanges: show no secret that the answer repeats': {
    'quotes the answer': fetching(
      (endpoint, secret) => ({ endpoint, secret }),
      (body) => `The token was refused: ${body}`,
    ),
  },
  'tokens: shares them by the store, and renews one that is refused once': {
    'has no use for the store': fetching((endpoint, secret) => ({ endpoint, secret }), undefined, false),
  },
  'tokens: takes none of another account from the store': {
    'knows a token by its account alone': fetching((endpoint) => ({ endpoint, account: 'somebody' })),
  },
  'grants: stores each one before what came of it is used': {
    'does not wait for what it writes': granting((store, renew) => async (request) => {
      const last = (await store?.read('grant')) ?? undefined;
      const renewed = await renew(request, last ?? 'grant-0');
      void store?.swap('grant', last, renewed.refreshToken);
      return renewed;
    }),
  },
  'grants: sends none twice, however many need it at once': {
    'renews without a turn': granting((store, renew) => async (request) => {
      const last = (await store?.read('grant')) ?? undefined;
      const renewed = await renew(request, last ?? 'grant-0');
      await store?.swap('grant', last, renewed.refreshToken);
      return renewed;
    }),
  },
  'redirects: authenticates again below the base URL': {
    'follows no redirect': sending((send, config) =>
      send(isAtGate(config) ? { ...config, maxRedirects: 0 } : config),
    ),
  },
  'redirects: sends no credential to another origin': {
    'takes credentials along': redirecting('/away'),
  },
  'redirects: sends no credential beside the base URL': {
    'takes credentials along': redirecting('/beside'),
  },
  'redirects: sends no credential to another host below a wildcard': {
    'takes credentials along': {
      provider: redirecting('/beside'),
      says: 'another host below the same wildcard',
    },
  },
  'redirects: sends no credential once another origin has led back': {
    'takes credentials along': redirecting('/led/back'),
  },
  'resending: authenticates the config of an error again': {
    'takes the config off errors': failing((error) => Object.assign(error, { config: undefined })),
  },
  'resending: authenticates the config of an answer again': {
    'takes the config off answers': answering((response) => Reflect.deleteProperty(response, 'config')),
  },
  'resending: authenticates once when registered twice': {
    'does not see that it was there before': sending((send, config) => send(config), false),
  },
  'resending: authenticates requests at the same time, each by itself': {
    'refuses a request while another is on its way': (() => {
      let busy = false;
      return sending(async (send, config) => {
        if (busy) throw new Error('Busy.');
        busy = true;
        try {
          return await send(config);
        } finally {
          busy = false;
        }
      });
    })(),
  },
  'recovery: tries once more with a new credential, if there is one': {
    'takes no refusal for a stale credential': declared({ onRefusal: () => () => undefined }),
  },
  'recovery: gives up after one further try': {
    'tries as long as it is refused': failing(async (_, config, send) => {
      for (let tries = 0; tries < 5; tries += 1) await send({ ...config }).catch(() => undefined);
      return send(config);
    }),
  },
  'recovery: never sends a stream twice': {
    'sends something else where it cannot send the stream again': failing((error, config, send) =>
      isAxiosError(error) && error.status === 401 ? send({ ...config, data: '{}' }) : undefined,
    ),
  },
  'clock: signs once more with the time of the API': {
    'goes by the clock of this machine': { provider: timing(() => Date.now()), subject: { signedTime } },
  },
  'authorize: gives a request to send': {
    'gives no headers': having((interceptor) => ({
      authorize: async (request: Parameters<typeof interceptor.authorize>[0]) => {
        const authorized = await interceptor.authorize(request);
        return { ...authorized, headers: {} };
      },
    })),
  },
  'authorize: refuses other addresses': {
    'gives no headers instead of an error': having((interceptor) => ({
      authorize: (request: Parameters<typeof interceptor.authorize>[0]) =>
        interceptor.authorize(request).catch(() => ({})),
    })),
  },
  'explain: masks every secret': {
    'shows the token': having((interceptor, options) => ({
      explain: async (request: Parameters<typeof interceptor.explain>[0]) => ({
        ...(await interceptor.explain(request)),
        token: options.token,
      }),
    })),
    'shows how the token begins': explaining(`Bearer ${token.slice(0, 12)}…`),
    ...Object.fromEntries(
      (['base64', 'base64url', 'hex'] as const).map((encoding) => [
        `shows the token in ${encoding}`,
        explaining(Buffer.from(token).toString(encoding)),
      ]),
    ),
  },
  'verify: says whether the credentials are good': {
    'never takes credentials for good': having(() => ({
      verify: () => Promise.resolve({ ok: false, hint: 'It is not there.', routes: [] }),
    })),
    'verifies with a path that leads out of its base URLs': {
      provider: declared({ verify: () => ({ method: 'GET', path: 'ping' }) }),
      says: 'The path ping that right verifies with is not below the base URL',
    },
  },
  'verify: never rejects': {
    'rejects when the API fails': having((interceptor) => ({
      verify: async () => {
        const verification = await interceptor.verify();
        if (verification.routes[0]?.status === 500) throw new Error('The API failed.');
        return verification;
      },
    })),
  },
  'README: lists the options as they are declared': {
    'has another variable in its README': listing('`RIGHT_LIMIT`', '`RIGHT_MAXIMUM`'),
    'has an optional option as required': listing('none | How much', 'required | How much'),
    'has a variable that is not declared': listing('| `loud` | none', '| `loud` | `RIGHT_LOUD`'),
    'has a default that is not declared': listing('`RIGHT_LIMIT` | none', '`RIGHT_LIMIT` | `12`'),
    'has more than is declared': listing('Whether it is loud.', 'Whether it is loud. It was not.'),
    'has another choice than is declared': listing('Allowed: `eu`, `us`.', 'Allowed: `eu`.'),
  },
  'README: lists no other options': {
    'has an option that is gone': listing('| `limit`', '| `gone` | none | none | It was there. |\n| `limit`'),
  },
};

/** The right provider, in whose environment a variable is missing. */
function withoutVariable(name: string): RightProvider {
  return giving((options) => {
    const before = process.env[name];
    Reflect.deleteProperty(process.env, name);
    const interceptor = right(options);
    if (before !== undefined) process.env[name] = before;
    return interceptor;
  });
}

/** The right provider, with a header for where a redirect leads. */
function redirecting(path: string): RightProvider {
  const beforeRedirect = ({ path: target, headers }: Record<string, unknown>): void => {
    if (target === path) Object.assign(Object(headers), { Authorization: `Bearer ${token}` });
  };
  return sending((send, config) => send({ ...config, beforeRedirect }));
}

/** The right provider, with another explanation. */
function explaining(value: string): RightProvider {
  return declared({ explain: () => () => [{ name: 'Authorization', value }] });
}

/** The right provider, with another README. */
function listing(before: string, after: string): Wrong {
  if (!goodReadme.includes(before)) throw new Error(`The README has no ${before}`);
  return { provider: right, readme: goodReadme.replace(before, after) };
}

const folder = mkdtempSync(join(tmpdir(), 'axios-keyring-wrong-'));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function checksOf(
  provider: RightProvider,
  readme: string,
  subject?: Wrong['subject'],
): readonly ConformanceCheck[] {
  const path = join(mkdtempSync(join(folder, 'readme-')), 'README.md');
  writeFileSync(path, readme);
  return providerConformance({ ...subjectOf(provider, path), ...subject });
}

describe('the conformance suite', () => {
  it.each(checksOf(right, goodReadme))('finds nothing wrong with one that is right: $name', ({ run }) =>
    run(),
  );

  describe.each(['query', 'cookies', 'body', 'after a challenge'] as const)('of a token in: %s', (place) => {
    const subject = subjectOf(placing(place), '');
    const asksForChallenge = place === 'after a challenge';

    it.each(providerConformance({ ...subject, readme: undefined, asksForChallenge }))(
      'finds nothing wrong: $name',
      ({ run }) => run(),
    );
  });

  describe.each([
    ['that it fetches', fetching((endpoint, secret) => ({ endpoint, secret })), { stale: undefined }],
    ['with the time', timing((request) => request.now()), { signedTime }],
  ] as const)('of a token %s', (_, provider, more) => {
    it.each(providerConformance({ ...subjectOf(provider, ''), readme: undefined, ...more }))(
      'finds nothing wrong: $name',
      ({ run }) => run(),
    );
  });

  const byGrants = granting((store, renew) => {
    const source = new GrantSource({ provider: 'right', store });
    return (request, grant, isNew) =>
      source.exchange({ request, grant, refreshToken: 'grant-0', isNew }, (last) => renew(request, last));
  });

  it.each(checksOf(byGrants, goodReadme).filter(({ name }) => name.startsWith('grants: ')))(
    'finds nothing wrong with grants that are renewed in turns: $name',
    ({ run }) => run(),
  );

  describe('of base URLs with a star', () => {
    const provider = declared({
      hosts: ['https://*.api.example'],
      baseURLs: () => ['https://*.api.example'],
    });

    it.each(providerConformance({ ...subjectOf(provider, ''), readme: undefined }))(
      'finds nothing wrong: $name',
      ({ run }) => run(),
    );
  });

  it('has for each of its checks a provider that fails it', () => {
    expect(Object.keys(wrong)).toEqual(checksOf(right, goodReadme).map(({ name }) => name));
  });

  it.each(
    Object.entries(wrong).flatMap(([check, providers]) =>
      Object.entries(providers).map(([does, found]) => [does, check, found] as const),
    ),
  )('finds a provider that %s: %s', async (_, check, found) => {
    const wrongly: Wrong = 'provider' in found ? found : { provider: found };
    const { provider, readme = goodReadme, says = '', subject } = wrongly;
    const target = checksOf(provider, readme, subject).find(({ name }) => name === check);

    const message = await target?.run().then(
      () => undefined,
      (error: unknown) => String(error),
    );

    expect(message).toContain(says);
    expect(message).not.toContain(token);
  });
});
