import {
  choice,
  type Credential,
  defineProvider,
  KeyringError,
  map,
  type MaybePromise,
  type OptionsOf,
  type Secret,
  secret,
  text,
  whenReady,
  type WireRequest,
} from '@axios-keyring/core';
import { anyAPI, challengeHint, verifyByPath, verifyPath } from '@axios-keyring/core/engine';

/** What {@link apiKey} takes. */
export type ApiKeyOptions = OptionsOf<typeof apiKey>;

const places = { header: 'headers', query: 'query', cookie: 'cookies' } as const;

/**
 * Authenticates requests with one API key, or with several at once, where the API looks for them: the three places that
 * OpenAPI knows.
 *
 * Source: https://spec.openapis.org/oas/v3.1.1.html#security-scheme-object
 */
export const apiKey = defineProvider({
  name: 'api-key',
  ...anyAPI,
  options: {
    in: choice(['header', 'query', 'cookie'], {
      description: 'Where the API looks for it.',
      default: 'header',
    }),
    name: text({ description: 'The name of the header, of the query parameter or of the cookie.' }),
    key: secret({ description: 'The API key, or a function that returns it.' }),
    prefix: text({
      optional: true,
      description: 'What stands before the key in its value, as it is: `ApiKey ` with its space.',
      check: () => undefined,
    }),
    keys: map({
      description: 'Several keys by their names, in place of name and key.',
      of: secret({ description: 'The API key, or a function that returns it.' }),
    }),
    verifyPath,
  },
  oneOf: [['name', 'key', 'prefix'], ['keys']],
  serverOnly: {
    secret: 'the API key',
    instead: 'Call the API from your server, or through a proxy that adds the API key.',
  },
  authorize: (options) => {
    const { in: place, prefix = '' } = options;
    const keys = keysOf(options);
    refuseNames(Object.keys(keys), place);
    return (request) =>
      whenReady(readAll(keys, request), (values): Credential => {
        const texts = values.map(([name, value]) => [name, prefix + value] as const);
        return { [places[place]]: Object.fromEntries(texts) };
      });
  },
  explain: (options) => () =>
    Object.keys(keysOf(options)).map((name) => ({
      name: `${options.in} ${name}`,
      value: `${options.prefix ?? ''}(API key)`,
    })),
  explainRefusal: (options) => {
    const names = Object.keys(keysOf(options)).join(' and ');
    return {
      401: (facts) =>
        challengeHint(facts, 'ApiKey') ??
        `The API does not accept what it got as ${options.in} ${names}. See whether the key is of this host, whether it was ` +
          'replaced, and whether the API looks for it there.',
      403: `The API does not let the key in ${options.in} ${names} do this, or has it in another place.`,
    };
  },
  verify: verifyByPath,
});

interface Given {
  readonly name: string | undefined;
  readonly key: Secret | undefined;
  readonly keys: Readonly<Record<string, Secret>> | undefined;
}

function keysOf({ name, key, keys }: Given): Readonly<Record<string, Secret>> {
  return keys ?? (name !== undefined && key ? { [name]: key } : {});
}

function readAll(
  keys: Readonly<Record<string, Secret>>,
  request: WireRequest,
): MaybePromise<readonly (readonly [string, string])[]> {
  const entries = Object.entries(keys);
  const [first] = entries;
  // One that is at hand costs no turn of the event loop.
  if (first && entries.length === 1)
    return whenReady(first[1](request), (value) => [[first[0], value] as const]);
  return Promise.all(entries.map(async ([name, read]) => [name, await read(request)] as const));
}

// Of a header and of a cookie it is a token: https://www.rfc-editor.org/rfc/rfc9110#section-5.1
const token = /^[\w!#$%&'*+\-.^`|~]+$/;

function refuseNames(names: readonly string[], place: keyof typeof places): void {
  const wrong = names.find((name) => place !== 'query' && !token.test(name));
  if (wrong === undefined) return;
  const message = `"${wrong}" cannot be the name of a ${place}: it has a character that no such name has. Correct name, or keys.`;
  throw new KeyringError({ code: 'ERR_KEYRING_OPTION', provider: 'api-key', option: 'name', message });
}
