import {
  choice,
  defineProvider,
  integer,
  KeyringError,
  type OptionsOf,
  privateKey,
  secret,
  text,
} from '@axios-keyring/core';
import { anyAPI, textProblem, verifyByPath, verifyPath } from '@axios-keyring/core/engine';
import { strictQuery } from './encoding.js';
import { explainSigned, retryWithTime, signedHint } from './explanation.js';
import { bodyUse, type OAuth1Signing, signRequests } from './signing.js';

/** What {@link oauth1} takes. */
export type OAuth1Options = OptionsOf<typeof oauth1>;

const provider = 'oauth1';

const shared = ['consumerSecret', 'tokenSecret'] as const;
const ofKey = ['privateKey', 'passphrase'] as const;

/**
 * Signs requests with OAuth 1.0a, for a consumer alone or with a token.
 *
 * Source: https://www.rfc-editor.org/rfc/rfc5849
 */
export const oauth1 = defineProvider({
  name: provider,
  ...anyAPI,
  options: {
    signatureMethod: choice(
      ['HMAC-SHA1', 'HMAC-SHA256', 'HMAC-SHA512', 'RSA-SHA1', 'RSA-SHA256', 'PLAINTEXT'],
      { description: 'How requests are signed, as the API wants it.' },
    ),
    consumerKey: text({
      description: 'The consumer key, also called client identifier or API key.',
      check: textProblem,
    }),
    consumerSecret: secret({
      description: 'The consumer secret, for HMAC and PLAINTEXT; or a function that returns it.',
      sentAs: 'encoded',
    }),
    privateKey: privateKey({
      types: ['RSA'],
      passphrase: 'passphrase',
      description: 'The private key, for RSA: PEM, or a function that returns it.',
    }),
    passphrase: secret({
      optional: true,
      description: 'Of a private key that is encrypted.',
      sentAs: 'encoded',
    }),
    token: secret({
      optional: true,
      description: 'The access token, or a function that returns it. Default: the consumer is on its own.',
      sentAs: 'encoded',
    }),
    tokenSecret: secret({
      optional: true,
      description: 'The secret of the token, for HMAC and PLAINTEXT; or a function that returns it.',
      sentAs: 'encoded',
    }),
    in: choice(['header', 'query', 'body'], {
      description: 'Where the signature goes; body means a form, and the header for all other bodies.',
      default: 'header',
    }),
    realm: text({
      optional: true,
      description: 'What the header begins with, where the API wants a realm. It is not signed.',
      expected: 'a string of printable ASCII without quotation marks',
      // A quoted string, of which no server undoes the escapes alike.
      check: (realm) =>
        /^[\x20\x21\x23-\x5b\x5d-\x7e]+$/.test(realm)
          ? undefined
          : 'is empty, or contains a quotation mark, a backslash or what is not printable ASCII',
    }),
    version: choice(['1.0', 'omitted'], {
      description: 'What `oauth_version` says, for the few servers that refuse to read it.',
      default: '1.0',
    }),
    bodyHash: choice(['none', 'sha1', 'sha256', 'sha512'], {
      description: 'Signs a hash of every body that is no form, where the API has that extension.',
      default: 'none',
    }),
    bufferStreams: integer({
      optional: true,
      description:
        'How many bytes of a stream may be read into memory to be signed. Default: streams are refused.',
    }),
    verifyPath,
  },
  oneOf: {
    signatureMethod: {
      ...{ 'HMAC-SHA1': shared, 'HMAC-SHA256': shared, 'HMAC-SHA512': shared, PLAINTEXT: shared },
      ...{ 'RSA-SHA1': ofKey, 'RSA-SHA256': ofKey },
    },
  },
  serverOnly: {
    secret: 'the secrets',
    instead: 'Call the API from your server, or through a proxy that signs.',
  },
  body: (options, request) => bodyUse({ provider, ...options }, request),
  // So that servers which sign what they see reckon the same.
  rewriteQuery: strictQuery,
  authorize: (options) => {
    const signing: OAuth1Signing = { provider, ...options };
    refuseMixed(signing);
    return signRequests(signing);
  },
  onRefusal: () => retryWithTime,
  explain: () => explainSigned,
  explainRefusal: () => signedHint,
  verify: verifyByPath,
});

function refuseMixed({
  signatureMethod,
  in: place,
  realm,
  bodyHash,
  token,
  tokenSecret,
}: OAuth1Signing): void {
  const isPlain = signatureMethod === 'PLAINTEXT';
  const problems = {
    in:
      isPlain &&
      place === 'query' &&
      'in is query, and PLAINTEXT would write the secrets into URLs, which servers log. Leave it out.',
    realm:
      realm !== undefined &&
      place === 'query' &&
      'realm is for the header, and in is query. Leave one of them out.',
    bodyHash:
      isPlain &&
      bodyHash !== 'none' &&
      'bodyHash has no effect with PLAINTEXT, which signs nothing. Leave it out.',
    tokenSecret: tokenSecret && !token && 'tokenSecret is there without its token. Set token.',
  };
  for (const [option, message] of Object.entries(problems))
    if (typeof message === 'string')
      throw new KeyringError({ code: 'ERR_KEYRING_OPTION', provider, option, message });
}
