import {
  defineProvider,
  KeyringError,
  type OptionsOf,
  type Secret,
  text,
  token,
  type TokenFunction,
  TokenSource,
  type TokenStore,
  tokenStore,
  whenReady,
} from '@axios-keyring/core';
import {
  anyAPI,
  challengeHint,
  parseChallenges,
  secretOf,
  textProblem,
  verifyByPath,
  verifyPath,
} from '@axios-keyring/core/engine';

/** What {@link bearer} takes. */
export type BearerOptions = OptionsOf<typeof bearer>;

const provider = 'bearer';

/**
 * Authenticates requests with a token that somebody else has issued: `Authorization: Bearer …`, or another word that an API
 * has for it.
 *
 * Source: https://www.rfc-editor.org/rfc/rfc6750#section-2.1
 */
export const bearer = defineProvider({
  name: provider,
  ...anyAPI,
  options: {
    token: token({
      description:
        'The token, or a function that returns it: for each request if it takes that, else for all until the token expires.',
    }),
    tokenKey: text({
      description: 'The key in tokenStore below which something else puts the token, in place of token.',
    }),
    tokenStore: tokenStore('Only read, for every request.', 'tokenKey'),
    scheme: text({
      optional: true,
      description: 'The word before the token, such as `Token`, `SSWS` or `GenieKey`. Default: `Bearer`.',
      // https://www.rfc-editor.org/rfc/rfc9110#section-11.1
      check: (word) =>
        /^[\w!#$%&'*+\-.^`|~]+$/.test(word) ? undefined : 'is no word that a scheme could have',
    }),
    verifyPath,
  },
  oneOf: [['token'], ['tokenKey', 'tokenStore']],
  serverOnly: {
    secret: 'the token',
    instead: 'Call the API from your server, or through a proxy that adds the token.',
    // What a function fetches for all requests of a page is its visitor's own.
    when: ({ token: given }) => typeof given !== 'object',
  },
  authorize: ({ token: given, tokenKey, tokenStore: store, scheme = 'Bearer' }) => {
    const read = given ? readerOf(given) : storedToken(tokenKey, store);
    return (request) =>
      whenReady(read(request), (value) => ({ headers: { Authorization: `${scheme} ${value}` } }));
  },
  explain:
    ({ scheme = 'Bearer' }) =>
    () => [{ name: 'Authorization', value: `${scheme} (token)` }],
  explainRefusal: ({ scheme = 'Bearer' }) => ({
    401: (facts) => {
      const [challenge] = parseChallenges(facts.header('www-authenticate'));
      // https://www.rfc-editor.org/rfc/rfc6750#section-3.1
      if (challenge?.parameters.get('error') === 'insufficient_scope') return insufficient;
      return (
        challengeHint(facts, scheme) ??
        'The API does not accept the token. See whether it is of this host, and whether it has expired or was revoked.'
      );
    },
    403: insufficient,
  }),
  verify: verifyByPath,
});

const insufficient =
  'The API knows the token, but does not let it do this. See which scopes it was issued for.';

function readerOf(given: Secret | TokenFunction): Secret {
  if (typeof given === 'function') return given;
  // One that does not say when it ends is kept until the API refuses it.
  const tokens = new TokenSource({ provider, mint: () => given.mint(), documentedLife: Infinity });
  return (request) => tokens.get(request, { endpoint: request.baseURL });
}

/** The token as something else has put it into a store. */
function storedToken(key: string, store: TokenStore | undefined): Secret {
  if (!store) {
    const message =
      'tokenKey needs tokenStore: give that as an option, or in the shared config, where all routes have it.';
    throw new KeyringError({ code: 'ERR_KEYRING_MISSING_OPTION', provider, option: 'tokenStore', message });
  }
  const read = async (): Promise<string> => {
    const found = await store.get(key);
    return typeof found === 'string' ? found : '';
  };
  const check = (value: string): string | undefined =>
    value === '' ? `is empty: nothing has put a token below ${key}` : textProblem(value);
  return secretOf({ read, refresh: () => undefined }, { provider, option: 'tokenStore', check });
}
