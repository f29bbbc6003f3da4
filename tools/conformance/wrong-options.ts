import { isKeyringError, KeyringError } from '@axios-keyring/core';
import { right, type RightOptions, type RightProvider, token } from './right-provider.js';
import { givenOther, isPlain, provideAnything, provideWith } from './wrapping.js';
import type { WrongProvider } from './wrong-provider.js';

/** What a provider can do wrong with its options. */
export const wrongOptions: readonly WrongProvider[] = [
  {
    target: 'options: refuses an unknown option and names the closest',
    does: 'passes over unknown options',
    provider: givenOther((options) =>
      Object.fromEntries(
        Object.entries(options).filter(([name]) => Object.hasOwn(right.declaration.options, name)),
      ),
    ),
  },
  {
    target: 'options: refuses what is no object',
    does: 'takes a text for no options',
    provider: provideWith((options) =>
      right(isPlain(options) ? options : { token, account: 'somebody', limit: 12 }),
    ),
  },
  {
    target: 'options: refuses values of another type',
    does: 'takes digits for a number',
    provider: givenOther((options) =>
      typeof Reflect.get(options, 'limit') === 'string'
        ? { ...options, limit: Number(options.limit) }
        : options,
    ),
  },
  {
    target: 'options: says what is missing and where to set it',
    does: 'does not name the variable',
    provider: provideWith((options) => {
      try {
        return provideAnything(options);
      } catch (error) {
        if (!isKeyringError(error) || error.code !== 'ERR_KEYRING_MISSING_OPTION') throw error;
        const message = 'There is no token.';
        throw new KeyringError({ code: 'ERR_KEYRING_MISSING_OPTION', message, option: 'token' });
      }
    }),
  },
  {
    target: 'options: refuses secrets that cannot be sent',
    does: 'repairs a token',
    provider: givenOther((options) =>
      typeof options.token === 'string' ? { ...options, token: options.token.trim() } : options,
    ),
  },
  {
    target: 'options: refuses base URLs that are not safe',
    does: 'takes the query off a base URL',
    provider: givenOther((options) =>
      typeof options.baseURL === 'string'
        ? { ...options, baseURL: options.baseURL.replace(/\?.*/, '') }
        : options,
    ),
  },
  {
    target: 'options: refuses what the author lists',
    does: 'takes nobody for somebody',
    provider: givenOther((options) =>
      options.account === 'nobody' ? { ...options, account: 'somebody' } : options,
    ),
  },
  {
    target: 'options: repeats no secret in a message',
    does: 'quotes what is wrong',
    provider: provideWith((options) => {
      try {
        return provideAnything(options);
      } catch (error) {
        if (!isKeyringError(error)) throw error;
        const { code, option, message } = error;
        const quoted = `${message} It is ${JSON.stringify(options)}.`;
        if (code !== 'ERR_KEYRING_OPTION') throw error;
        throw new KeyringError({ code, option, message: quoted });
      }
    }),
  },
  {
    target: 'secrets: asks functions for each request',
    does: 'asks a function once',
    provider: givenOther((options) => {
      if (typeof options.token !== 'function') return options;
      const { token: ask } = options;
      let kept: ReturnType<typeof ask>;
      return { ...options, token: (request) => (kept ??= ask(request)) };
    }),
    also: [
      'identities: sends nothing that was made of what a function answered before',
      'recovery: tries once more with a new credential, if there is one',
    ],
  },
  {
    target: 'secrets: sends nothing without a good secret',
    does: 'sends something else where there is no token',
    provider: givenOther((options) => {
      if (typeof options.token !== 'function') return options;
      const { token: ask } = options;
      return {
        ...options,
        token: async (request: Parameters<typeof ask>[0]) => (await ask(request)) ?? 'none',
      };
    }),
  },
  {
    target: 'identities: sends nothing that was made of the secret of another instance',
    does: 'has one token for all instances with the same base URL',
    provider: (() => {
      const kept = new Map<unknown, RightOptions['token']>();
      return givenOther((options) => {
        const { baseURL, token: own } = options;
        if (typeof own !== 'string' || !String(baseURL).startsWith('http://127.0.0.1:')) return options;
        // Only a token of the right form; the others are refused.
        if (!kept.has(baseURL) && own.startsWith('a-')) kept.set(baseURL, own);
        return { ...options, token: own === own.trim() && own !== '' ? kept.get(baseURL) : own };
      });
    })(),
  },
  {
    target: 'identities: sends nothing that was made of what a function answered before',
    does: 'goes on with what a function answered first',
    provider: givenOther((options) => {
      if (typeof options.token !== 'function') return options;
      const { token: ask } = options;
      let kept: Awaited<ReturnType<typeof ask>>;
      return {
        ...options,
        token: async (request: Parameters<typeof ask>[0]) => {
          const answer = await ask(request);
          return (kept ??= answer);
        },
      };
    }),
    also: ['recovery: tries once more with a new credential, if there is one'],
  },
  {
    target: 'environment: reads each option from its variable',
    does: 'does not read a variable',
    provider: withoutVariable('RIGHT_ACCOUNT'),
  },
  {
    target: 'environment: reads each option from the file that NAME_FILE names',
    does: 'does not read a file',
    provider: withoutVariable('RIGHT_TOKEN_FILE'),
  },
  {
    target: 'environment: lets arguments win',
    does: 'prefers the environment',
    provider: givenOther((options) =>
      process.env.RIGHT_ACCOUNT ? { ...options, account: process.env.RIGHT_ACCOUNT } : options,
    ),
  },
  {
    target: 'environment: takes an empty variable for none',
    does: 'takes an empty variable for a token',
    provider: givenOther((options) =>
      process.env.RIGHT_TOKEN === '' ? { token: 'none', ...options } : options,
    ),
  },
];

function withoutVariable(name: string): RightProvider {
  return provideWith((options) => {
    const before = process.env[name];
    Reflect.deleteProperty(process.env, name);
    const interceptor = right(options);
    if (before !== undefined) process.env[name] = before;
    return interceptor;
  });
}
