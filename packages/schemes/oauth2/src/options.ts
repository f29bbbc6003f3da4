import {
  choice,
  flag,
  grantStore,
  integer,
  list,
  map,
  type Options,
  privateKey,
  type ProviderInput,
  secret,
  text,
  tokenStore,
} from '@axios-keyring/core';
import { textProblem, verifyPath } from '@axios-keyring/core/engine';

const keyTypes = ['RSA', 'P-256', 'P-384', 'Ed25519'] as const;

/** A field of the token request, which is encoded whatever is in it. */
const field = (description: string) =>
  text({ optional: true, description, expected: 'a string that is not empty', check: textProblem });

const url = (description: string) =>
  text({ optional: true, description, expected: 'an absolute URL', check: urlProblem });

const optionalSecret = (description: string) => secret({ optional: true, description, sentAs: 'encoded' });

/** The key of proofs, which a process can make itself. */
export const dpopKey = privateKey({
  optional: true,
  description: 'The private key of the proofs. Default: a P-256 key that each process makes for itself.',
  types: keyTypes,
});

export const options = {
  tokenURL: text({
    optional: true,
    description: 'The token endpoint; a path is one at the API’s own host. Either this or `issuer` is given.',
    expected: 'an absolute URL, or a path that begins with a slash',
    check: (written) => (isPath(written) ? undefined : urlProblem(written)),
  }),
  issuer: url('The authorization server, whose metadata names the token endpoint.'),
  tokenHosts: list({
    optional: true,
    description: 'Origins other than that of `issuer` where its metadata may say that the token endpoint is.',
    of: text({ description: 'An origin.', expected: 'an absolute URL', check: urlProblem }),
  }),
  clientId: field('The client ID.'),
  clientAuthentication: choice(
    [
      'client_secret_basic',
      'client_secret_post',
      'client_secret_basic_unencoded',
      'client_secret_jwt',
      'private_key_jwt',
      'tls_client_auth',
      'none',
    ],
    {
      description:
        'How the client shows the token endpoint who it is. It follows from the key that is given.',
      default: 'client_secret_basic',
    },
  ),
  clientSecret: secret({
    description: 'The client secret, or a function that returns it.',
    sentAs: 'encoded',
  }),
  privateKey: privateKey({
    description: 'The private key for `private_key_jwt`, in PEM or as a JSON Web Key.',
    types: keyTypes,
    passphrase: 'passphrase',
  }),
  passphrase: optionalSecret('What that private key is encrypted with.'),
  keyId: field('Which key it is, as the server knows it: `kid`.'),
  pss: flag({ description: 'Signs with an RSA key as PS256, in place of RS256.' }),
  clientAssertionAudience: field('Whom the client’s JWT is for: `aud`. Default: the token URL.'),
  grant: choice(['client_credentials', 'refresh_token', 'jwt-bearer', 'token-exchange'], {
    description: 'What a token is given for.',
    default: 'client_credentials',
  }),
  scope: field('What the token is to be good for, in the words of the server, with spaces between.'),
  audience: field('Whom the token is for, where the server has the parameter `audience`.'),
  resource: list({
    optional: true,
    description: 'Whom the token is for, by RFC 8707: absolute URLs.',
    of: text({ description: 'An absolute URL.', expected: 'an absolute URL', check: urlProblem }),
  }),
  parameters: map({
    optional: true,
    description: 'More parameters of the token request.',
    of: text({ description: 'A value.', check: () => undefined }),
    checkName: reservedProblem,
  }),
  headers: map({
    optional: true,
    description: 'More headers of the token request.',
    of: text({ description: 'A value.' }),
    checkName: (name) =>
      /^[\w!#$%&'*+\-.^`|~]+$/.test(name) && name.toLowerCase() !== 'authorization'
        ? undefined
        : 'is no header that can be set here',
  }),
  refreshToken: optionalSecret('For `refresh_token`: the refresh token that a person’s consent gave.'),
  grantStore: grantStore('For `refresh_token`.'),
  grantName: field(
    'For `refresh_token`: whose it is, where one client has several. They are kept apart by it.',
  ),
  assertion: optionalSecret(
    'For `jwt-bearer`: the assertion. A token is kept for each that a function returns.',
  ),
  assertionKey: privateKey({
    optional: true,
    description: 'For `jwt-bearer`: the private key that assertions are signed with here.',
    types: keyTypes,
  }),
  assertionKeyId: field('For `assertionKey`: which key it is, `kid`.'),
  assertionIssuer: field('For `assertionKey`: who says so, `iss`. Default: the client ID.'),
  assertionSubject: field('For `assertionKey`: for whom, `sub`.'),
  assertionAudience: field('For `assertionKey`: to whom, `aud`. Default: the token URL.'),
  assertionClaims: map({
    optional: true,
    description: 'For `assertionKey`: more claims.',
    of: text({ description: 'A value.', check: () => undefined }),
  }),
  subjectToken: optionalSecret('For `token-exchange`: the token to exchange, or a function that returns it.'),
  subjectTokenType: field('For `token-exchange`: its type. Default: `…:access_token`.'),
  actorToken: optionalSecret('For `token-exchange`: the token of who acts for the subject.'),
  actorTokenType: field('For `token-exchange`: its type. Default: `…:access_token`.'),
  dpop: flag({
    description: 'Binds tokens to a key, and proves with each request that it is here (RFC 9449).',
  }),
  dpopKey,
  scheme: text({
    optional: true,
    description: 'The word before the token. Default: `Bearer`, or `DPoP` with `dpop`.',
    check: (word) =>
      /^[\w!#$%&'*+\-.^`|~]+$/.test(word) ? undefined : 'is no word that a scheme could have',
  }),
  tokenHeader: text({
    optional: true,
    description: 'The header with the token alone, in place of Authorization.',
    check: (name) =>
      /^[\w!#$%&'*+\-.^`|~]+$/.test(name) ? undefined : 'is no name that a header could have',
  }),
  lifetime: integer({
    optional: true,
    description:
      'How long a token is valid where its answer does not say, in seconds. Default: until it is refused.',
    minimum: 1,
  }),
  tokenStore: tokenStore(),
  verifyPath,
} as const;

export const oneOf = {
  clientAuthentication: {
    client_secret_basic: ['clientSecret'],
    client_secret_post: ['clientSecret'],
    client_secret_basic_unencoded: ['clientSecret'],
    client_secret_jwt: ['clientSecret', 'clientAssertionAudience'],
    private_key_jwt: ['privateKey', 'passphrase', 'keyId', 'pss', 'clientAssertionAudience'],
    tls_client_auth: [],
    none: [],
  },
} as const;

/** What the scheme takes. */
export type OAuth2Options = ProviderInput<typeof options, typeof oneOf>;

/** The options as the scheme reads them. */
export type Given = Options<typeof options, typeof oneOf>;

/** Whether a token URL is a path at the API's own host. */
export function isPath(written: string): boolean {
  return /^\/(?![/\\])/.test(written);
}

function urlProblem(written: string): string | undefined {
  if (!/^https?:\/\//i.test(written) || !URL.canParse(written)) return 'has to be an absolute URL';
  const { username, password, hash } = new URL(written);
  return username + password + hash === ''
    ? undefined
    : 'has to be a URL without user name, password and fragment';
}

const reserved = new Set([
  ...['assertion', 'audience', 'client_assertion', 'client_assertion_type', 'client_id', 'client_secret'],
  ...['grant_type', 'refresh_token', 'resource', 'scope', 'subject_token', 'actor_token'],
]);

function reservedProblem(name: string): string | undefined {
  return reserved.has(name) ? 'has an option of its own' : undefined;
}
