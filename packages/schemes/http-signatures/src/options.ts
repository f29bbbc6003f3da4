import {
  choice,
  integer,
  list,
  type Options,
  privateKey,
  type ProviderInput,
  secret,
  text,
} from '@axios-keyring/core';
import { secretEncoding, verifyPath } from '@axios-keyring/core/engine';

const algorithmNames = [
  ...(['ed25519', 'ecdsa-p256-sha256', 'ecdsa-p384-sha384'] as const),
  ...(['rsa-pss-sha512', 'rsa-v1_5-sha256', 'hmac-sha256'] as const),
] as const;

/** How a signature is made: https://www.rfc-editor.org/rfc/rfc9421#section-6.2.2 */
export type Algorithm = (typeof algorithmNames)[number];

const parameterNames = ['created', 'expires', 'nonce', 'alg', 'keyid', 'tag'] as const;

/** What a signature says of itself: https://www.rfc-editor.org/rfc/rfc9421#section-2.3 */
export type Parameter = (typeof parameterNames)[number];

// As strings of structured fields hold: https://www.rfc-editor.org/rfc/rfc9651#section-3.3.3
const asciiProblem = (value: string): string | undefined =>
  value === ''
    ? 'is empty'
    : /^[\x20-\x7e]*$/.test(value)
      ? undefined
      : 'contains a character outside of printable ASCII';

/** The options of the scheme. */
export const options = {
  profile: choice(['rfc9421', 'cavage'], {
    description: 'The standard, or the draft before it (draft-cavage-http-signatures-12).',
    default: 'rfc9421',
  }),
  keyId: text({
    optional: true,
    description: 'What the API calls the key: the parameter keyid.',
    expected: 'a string of printable ASCII',
    check: asciiProblem,
  }),
  privateKey: privateKey({
    types: ['Ed25519', 'P-256', 'P-384', 'RSA'],
    passphrase: 'passphrase',
    description: 'The private key, in PEM or as a JSON Web Key, or a function that returns it.',
  }),
  passphrase: secret({
    optional: true,
    description: 'Of a private key that is encrypted.',
    sentAs: 'encoded',
  }),
  secret: secret({
    description: 'What the API has too, for hmac-sha256; in place of a private key.',
    sentAs: 'encoded',
  }),
  secretEncoding,
  algorithm: choice(['as-the-key', ...algorithmNames], {
    description:
      'By itself it follows from the key; for RSA it is rsa-pss-sha512, in cavage rsa-v1_5-sha256.',
    default: 'as-the-key',
  }),
  components: list({
    optional: true,
    of: text({ description: 'A component.', expected: 'a header or a derived component' }),
    description: 'What is signed, in this order: headers and derived components such as @method.',
  }),
  digest: choice(['sha-256', 'sha-512'], {
    description: 'What the body is hashed with, for content-digest (in cavage digest).',
    default: 'sha-256',
  }),
  parameters: list({
    optional: true,
    of: choice(parameterNames, { description: 'A parameter.' }),
    description:
      'What the signature says of itself, in this order. Default: created, and each of expires, keyid, tag that has a value.',
  }),
  expiresIn: integer({
    optional: true,
    minimum: 1,
    description: 'How many seconds the signature is good for. Default: it does not say.',
  }),
  tag: text({
    optional: true,
    description: 'The parameter tag: what the signature is for, as the API has it.',
    expected: 'a string of printable ASCII',
    check: asciiProblem,
  }),
  label: text({
    optional: true,
    description: 'The name of the signature in both headers. Default: `sig1`.',
    expected: 'a key of a structured field',
    // https://www.rfc-editor.org/rfc/rfc9651#section-3.2
    check: (label) => (/^[a-z*][a-z\d_.*-]*$/.test(label) ? undefined : 'is no key of a structured field'),
  }),
  header: choice(['Authorization', 'Signature'], {
    description: 'Where cavage puts the signature.',
    default: 'Authorization',
  }),
  algorithmName: text({
    optional: true,
    description:
      'What the parameter algorithm of cavage says, such as hs2019. Default: its name in the draft.',
    expected: 'a string of printable ASCII',
    check: asciiProblem,
  }),
  bufferStreams: integer({
    optional: true,
    description:
      'How many bytes of a stream may be read into memory to be signed. Default: streams are refused.',
  }),
  verifyPath,
};

/** Either a key of one's own, or one that both sides have. */
export const oneOf = [
  ['privateKey', 'passphrase'],
  ['secret', 'secretEncoding'],
] as const;

/** What the scheme takes: a private key or a secret, what is signed, and how it is said. */
export type HttpSignaturesOptions = ProviderInput<typeof options, typeof oneOf>;

/** The options as they are used. */
export type Given = Options<typeof options, typeof oneOf>;
