import { defineProvider } from '@axios-keyring/core';
import { declaration, goodReadme, right, type RightProvider, token } from './right-provider.js';
import { isAtGate, sending, withMembers } from './wrapping.js';
import type { WrongProvider } from './wrong-provider.js';

/** Adds a header when a redirect leads to a path. */
function redirecting(target: string, path: string): WrongProvider {
  const beforeRedirect = (options: object): void => {
    const headers: unknown = Reflect.get(options, 'headers');
    if (Reflect.get(options, 'path') === path && typeof headers === 'object' && headers !== null) {
      Reflect.set(headers, 'Authorization', `Bearer ${token}`);
    }
  };
  const provider = sending((send, config) => send(isAtGate(config) ? { ...config, beforeRedirect } : config));
  return { target, does: `takes credentials along to ${path}`, provider };
}

/** The right provider, with something made of the token in its explanation. */
function explainingWith(made: (text: string) => string): RightProvider {
  return defineProvider({
    ...declaration,
    explain: () => () => [{ name: 'Authorization', value: made(token) }],
  });
}

/** What a provider can do wrong with answers, with other clients, and with its README. */
export const wrongAnswers: readonly WrongProvider[] = [
  {
    target: 'redirects: authenticates again below the base URL',
    does: 'follows no redirect',
    provider: sending((send, config) => send(isAtGate(config) ? { ...config, maxRedirects: 0 } : config)),
    also: ['bodies: authenticates them again after a redirect'],
  },
  redirecting('redirects: sends no credential to another origin', '/away'),
  redirecting('redirects: sends no credential beside the base URL', '/beside'),
  redirecting('redirects: sends no credential once another origin has led back', '/led/back'),
  {
    target: 'resending: authenticates the config of an error again',
    does: 'takes the config off errors',
    provider: sending(async (send, config) => {
      try {
        return await send(config);
      } catch (error) {
        if (error instanceof Error) Reflect.deleteProperty(error, 'config');
        throw error;
      }
    }),
  },
  {
    target: 'resending: authenticates the config of an answer again',
    does: 'takes the config off answers',
    provider: sending(async (send, config) => {
      const response = await send(config);
      if (isAtGate(config) && typeof response === 'object' && response !== null)
        Reflect.deleteProperty(response, 'config');
      return response;
    }),
  },
  {
    target: 'resending: authenticates once when registered twice',
    does: 'does not see that it was there before',
    provider: sending((send, config) => send(config), false),
  },
  {
    target: 'resending: authenticates requests at the same time, each by itself',
    does: 'refuses a request while another is on its way',
    provider: (() => {
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
  {
    target: 'recovery: tries once more with a new credential, if there is one',
    does: 'takes no refusal for a stale credential',
    provider: defineProvider({ ...declaration, isStale: () => false }),
  },
  {
    target: 'recovery: gives up after one further try',
    does: 'tries as long as it is refused',
    provider: sending(async (send, config) => {
      for (let tries = 0; ; tries += 1) {
        try {
          return await send({ ...config });
        } catch (error) {
          if (Reflect.get(config, 'method') !== 'get' || !isRefusal(error) || tries > 5) throw error;
        }
      }
    }),
  },
  {
    target: 'recovery: never sends a stream twice',
    does: 'sends something else where it cannot send the stream again',
    provider: sending(async (send, config) => {
      try {
        return await send({ ...config });
      } catch (error) {
        if (Reflect.get(config, 'method') === 'post' && isRefusal(error))
          return send({ ...config, data: '{}' });
        throw error;
      }
    }),
  },
  {
    target: 'authorize: gives the headers of a request',
    does: 'gives no headers',
    provider: withMembers((interceptor) => ({
      authorize: async (request: Parameters<typeof interceptor.authorize>[0]) => {
        await interceptor.authorize(request);
        return {};
      },
    })),
  },
  {
    target: 'authorize: refuses other addresses',
    does: 'gives no headers instead of an error',
    provider: withMembers((interceptor) => ({
      authorize: (request: Parameters<typeof interceptor.authorize>[0]) =>
        interceptor.authorize(request).catch(() => ({})),
    })),
  },
  {
    target: 'explain: masks every secret',
    does: 'shows the token',
    provider: withMembers((interceptor, options) => ({
      explain: async (request: Parameters<typeof interceptor.explain>[0]) => ({
        ...(await interceptor.explain(request)),
        token: options.token,
      }),
    })),
  },
  {
    target: 'explain: masks every secret',
    does: 'shows how the token begins',
    provider: explainingWith((text) => `Bearer ${text.slice(0, 12)}…`),
  },
  ...(['base64', 'base64url', 'hex'] as const).map((encoding): WrongProvider => ({
    target: 'explain: masks every secret',
    does: `shows the token in ${encoding}`,
    provider: explainingWith((text) => Buffer.from(text).toString(encoding)),
  })),
  {
    target: 'verify: says whether the credentials are good',
    does: 'never takes credentials for good',
    provider: withMembers(() => ({
      verify: () =>
        Promise.resolve({
          ok: false,
          hint: 'It is not there.',
          routes: [
            {
              provider: 'right',
              baseURL: 'https://eu.api.example',
              ok: false,
              status: 404,
              hint: 'It is not there.',
            },
          ],
        }),
    })),
  },
  {
    target: 'verify: says whether the credentials are good',
    does: 'verifies with a path that leads out of its base URLs',
    provider: defineProvider({ ...declaration, verify: () => ({ method: 'GET', path: 'ping' }) }),
    says: 'The path ping that right verifies with is not below the base URL',
  },
  {
    target: 'verify: never rejects',
    does: 'rejects when the API fails',
    provider: withMembers((interceptor) => ({
      verify: async () => {
        const verification = await interceptor.verify();
        if (verification.routes[0]?.status === 500) throw new Error('The API failed.');
        return verification;
      },
    })),
  },
  {
    target: 'README: lists the options as they are declared',
    does: 'has another variable in its README',
    provider: right,
    readme: goodReadme.replace('`RIGHT_LIMIT`', '`RIGHT_MAXIMUM`'),
  },
  ...listing([
    ['an optional option as required', '| none | How much', '| required | How much'],
    ['a variable that is not declared', '| `loud` | none |', '| `loud` | `RIGHT_LOUD` |'],
    ['a default that is not declared', '| `RIGHT_LIMIT` | none |', '| `RIGHT_LIMIT` | `12` |'],
    ['more than is declared', 'Whether it is loud.', 'Whether it is loud. It was quiet before.'],
    ['another choice than is declared', 'Allowed: `eu`, `us`.', 'Allowed: `eu`.'],
  ]),
  {
    target: 'README: lists no other options',
    does: 'has an option in its README that is gone',
    provider: right,
    readme: goodReadme.replace('| `limit`', '| `gone` | none | none | It was there. |\n| `limit`'),
  },
];

/** The right provider, with changes of its README. */
function listing(
  changes: readonly (readonly [what: string, before: string, after: string])[],
): readonly WrongProvider[] {
  return changes.map(([what, before, after]) => {
    if (!goodReadme.includes(before)) throw new Error(`The README has no ${before}`);
    return {
      target: 'README: lists the options as they are declared',
      does: `has ${what} in its README`,
      provider: right,
      readme: goodReadme.replace(before, after),
    };
  });
}

function isRefusal(error: unknown): boolean {
  const response: unknown = error instanceof Error ? Reflect.get(error, 'response') : undefined;
  return typeof response === 'object' && response !== null && Reflect.get(response, 'status') === 401;
}
