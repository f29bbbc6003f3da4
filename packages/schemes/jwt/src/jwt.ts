import {
  choice,
  custom,
  defineProvider,
  flag,
  integer,
  type MaybePromise,
  type OptionsOf,
  privateKey,
  randomId,
  secret,
  signWebToken,
  text,
  TokenSource,
  whenReady,
  type WireRequest,
} from '@axios-keyring/core';
import { anyAPI, challengeHint, secretEncoding, verifyByPath, verifyPath } from '@axios-keyring/core/engine';
import { type Algorithm, algorithms, type Signer, signerOf } from './signer.js';

/** What {@link jwt} takes. */
export type JwtOptions = OptionsOf<typeof jwt>;

/** Claims beside those that have options of their own; a function is asked for each request. */
export type Claims = Readonly<Record<string, unknown>> | ((request: WireRequest) => MaybePromise<object>);

/**
 * Authenticates requests with JSON Web Tokens of one's own: signed once for a while, or for each request.
 *
 * Source: https://www.rfc-editor.org/rfc/rfc7519
 */
export const jwt = defineProvider({
  name: 'jwt',
  ...anyAPI,
  options: {
    algorithm: choice(algorithms, { description: 'How the token is signed: `alg`.' }),
    secret: secret({ description: 'The secret for HS256, HS384 and HS512.', sentAs: 'encoded' }),
    secretEncoding,
    privateKey: privateKey({
      description: 'The private key for all other algorithms, in PEM or as a JSON Web Key.',
      types: ['RSA', 'P-256', 'P-384', 'Ed25519'],
      passphrase: 'passphrase',
    }),
    passphrase: secret({
      optional: true,
      description: 'What the private key is encrypted with.',
      sentAs: 'encoded',
    }),
    keyId: text({ optional: true, description: 'Which key it is: `kid`.', check: anyText }),
    issuer: text({ optional: true, description: 'Who says so: `iss`.', check: anyText }),
    subject: text({ optional: true, description: 'Of whom: `sub`.', check: anyText }),
    audience: text({ optional: true, description: 'To whom: `aud`.', check: anyText }),
    lifetime: integer({
      optional: true,
      description: 'How long a token is valid, in seconds, from `iat` to `exp`. Default: 300.',
      minimum: 1,
    }),
    claims: custom<Claims>({
      optional: true,
      description: 'More claims, as an object, or as a function that gives those of a request.',
      expected: 'an object, or a function that returns one',
      is: (value): value is Claims =>
        typeof value === 'function' || (typeof value === 'object' && value !== null && !Array.isArray(value)),
    }),
    perRequest: flag({
      description:
        'Signs a token for each request, with an id of its own (`jti`), in place of one for a while.',
    }),
    scheme: text({
      optional: true,
      description: 'The word before the token in Authorization. Default: `Bearer`.',
      check: (word) =>
        /^[\w!#$%&'*+\-.^`|~]+$/.test(word) ? undefined : 'is no word that a scheme could have',
    }),
    verifyPath,
  },
  oneOf: [
    ['secret', 'secretEncoding'],
    ['privateKey', 'passphrase'],
  ],
  serverOnly: {
    secret: 'the key that tokens are signed with',
    instead: 'Have your server issue tokens for the visitors of this page.',
  },
  authorize: (options) => {
    const { claims, perRequest, scheme = 'Bearer' } = options;
    const signer = signerOf(options);
    const issue = (request: WireRequest): MaybePromise<string> =>
      whenReady(signer(request), (by) => signed(options, request, by));
    const read = perRequest || isOfRequest(claims) ? issue : keptFor(options, signer);
    return (request) =>
      whenReady(read(request), (token) => ({ headers: { Authorization: `${scheme} ${token}` } }));
  },
  explain: (options) => (request) =>
    whenReady(claimsOf(options, request), (claims) => [
      { name: 'header', value: JSON.stringify(headerOf(options)) },
      { name: 'claims', value: JSON.stringify(claims) },
      { name: options.privateKey ? 'private key' : 'secret', value: '(secret)' },
    ]),
  explainRefusal: ({ keyId, audience, scheme = 'Bearer' }) => ({
    401: (facts) =>
      challengeHint(facts, scheme) ??
      `The API does not accept the token that was signed for it. See whether it has the public key${keyId === undefined ? '' : ` ${keyId}`}` +
        `${audience === undefined ? '' : ` and expects the audience ${audience}`}, and whether this machine’s clock is right.`,
    403: 'The API knows who signed the token, but does not let them do this.',
  }),
  verify: verifyByPath,
});

/** What a token is made of. */
interface Given {
  readonly algorithm: Algorithm;
  readonly keyId: string | undefined;
  readonly issuer: string | undefined;
  readonly subject: string | undefined;
  readonly audience: string | undefined;
  readonly lifetime: number | undefined;
  readonly claims: Claims | undefined;
  readonly perRequest: boolean;
}

const defaultLifetime = 300;

// It goes into JSON, and not into a header.
function anyText(): undefined {
  return undefined;
}

function headerOf({ algorithm, keyId }: Given): { alg: string; kid: string | undefined; typ: string } {
  return { alg: algorithm, kid: keyId, typ: 'JWT' };
}

function claimsOf(options: Given, request: WireRequest): MaybePromise<object> {
  const { issuer, subject, audience, lifetime = defaultLifetime, claims = {}, perRequest } = options;
  const issuedAt = Math.floor(request.now() / 1000);
  const isOwn = perRequest || isOfRequest(claims);
  const own = {
    ...{ iss: issuer, sub: subject, aud: audience, iat: issuedAt, exp: issuedAt + lifetime },
    ...(isOwn && { jti: randomId() }),
  };
  return whenReady<object, object>(isOfRequest(claims) ? claims(request) : claims, (more) => ({
    ...own,
    ...more,
  }));
}

function isOfRequest(
  claims: Claims | undefined,
): claims is Exclude<Claims, Readonly<Record<string, unknown>>> {
  return typeof claims === 'function';
}

function signed(options: Given, request: WireRequest, { sign }: Signer): MaybePromise<string> {
  return whenReady(claimsOf(options, request), (claims) => signWebToken(headerOf(options), claims, sign));
}

/** A token for all requests with one key, signed anew before it expires. */
function keptFor(
  options: Given,
  signer: (request: WireRequest) => MaybePromise<Signer>,
): (request: WireRequest) => MaybePromise<string> {
  const { lifetime = defaultLifetime } = options;
  // A request signs with the key that it was told apart by, also where a function gives another one meanwhile.
  const signers = new WeakMap<WireRequest, Signer>();
  const tokens = new TokenSource({
    provider: 'jwt',
    mint: async (request) => {
      const by = signers.get(request) ?? (await signer(request));
      return { value: await signed(options, request, by), expiresIn: lifetime * 1000 };
    },
  });
  return (request) =>
    whenReady(signer(request), (by) => {
      signers.set(request, by);
      // What was signed by a clock that has been put right since is of no more use.
      const clock = String(Math.round((request.now() - Date.now()) / 1000));
      return tokens.get(request, { endpoint: request.baseURL, key: by.id, clock });
    });
}
