import { type MaybePromise } from '../contract/wire-request.js';
import { builtin } from '../platform/builtin.js';
import {
  bytesOf,
  type HashAlgorithm,
  inForm,
  subtleName,
  type TextEncoding,
  webCrypto,
} from '../platform/crypto.js';
import { KeyringError } from '../platform/errors.js';
import { type KeyType } from './key-forms.js';
import { type PrivateKey } from './private-key.js';
import type { webcrypto } from 'node:crypto';

const nodeCrypto = builtin?.('node:crypto');

/**
 * How a signature is made, by its name in JOSE: `RS…` is RSA with PKCS #1 v1.5, `PS…` RSA with PSS and a salt as long as the hash,
 * `ES…` ECDSA whose two numbers stand one after the other, `EdDSA` Ed25519.
 *
 * Source: https://www.iana.org/assignments/jose/jose.xhtml#web-signature-encryption-algorithms
 */
export type SignatureAlgorithm =
  'RS1' | 'RS256' | 'RS384' | 'RS512' | 'PS256' | 'PS384' | 'PS512' | 'ES256' | 'ES384' | 'EdDSA';

interface Facts {
  readonly type: KeyType;
  /** As WebCrypto names it. */
  readonly name: string;
  readonly hash: HashAlgorithm;
}

const rsa = (hash: HashAlgorithm): Facts => ({ type: 'RSA', name: 'RSASSA-PKCS1-v1_5', hash });
const pss = (hash: HashAlgorithm): Facts => ({ type: 'RSA', name: 'RSA-PSS', hash });

const algorithms: Readonly<Record<SignatureAlgorithm, Facts>> = {
  RS1: rsa('sha1'),
  RS256: rsa('sha256'),
  RS384: rsa('sha384'),
  RS512: rsa('sha512'),
  PS256: pss('sha256'),
  PS384: pss('sha384'),
  PS512: pss('sha512'),
  ES256: { type: 'P-256', name: 'ECDSA', hash: 'sha256' },
  ES384: { type: 'P-384', name: 'ECDSA', hash: 'sha384' },
  EdDSA: { type: 'Ed25519', name: 'Ed25519', hash: 'sha512' },
};

/** The type of key that an algorithm signs with. */
export function keyTypeOf(algorithm: SignatureAlgorithm): KeyType {
  return algorithms[algorithm].type;
}

/**
 * Signs bytes, or a text's UTF-8 bytes. At once on Node, a promise elsewhere.
 *
 * @param key - Of the algorithm's own type: {@link keyTypeOf}.
 * @throws KeyringError `ERR_KEYRING_CREDENTIAL` for a key of another type; `ERR_KEYRING_SURROUNDINGS` where WebCrypto lacks the
 * algorithm.
 */
export function sign(
  algorithm: SignatureAlgorithm,
  key: PrivateKey,
  data: string | Uint8Array,
  encoding: 'bytes',
): MaybePromise<Uint8Array>;
export function sign(
  algorithm: SignatureAlgorithm,
  key: PrivateKey,
  data: string | Uint8Array,
  encoding: TextEncoding,
): MaybePromise<string>;
export function sign(
  algorithm: SignatureAlgorithm,
  key: PrivateKey,
  data: string | Uint8Array,
  encoding: TextEncoding | 'bytes',
): MaybePromise<string | Uint8Array> {
  const facts = algorithms[algorithm];
  if (key.type !== facts.type) {
    throw new KeyringError({
      code: 'ERR_KEYRING_CREDENTIAL',
      message: `${algorithm} needs a private key of the type ${facts.type}, and this one is of the type ${key.type}.`,
    });
  }
  const bytes = bytesOf(data);
  if (!nodeCrypto || !key.forNode || isWorker())
    return signOnWeb(facts, key, bytes).then((signature) => inForm(signature, encoding));
  const { RSA_PKCS1_PSS_PADDING, RSA_PKCS1_PADDING, RSA_PSS_SALTLEN_DIGEST } = nodeCrypto.constants;
  const signature = nodeCrypto.sign(facts.type === 'Ed25519' ? null : facts.hash, bytes, {
    key: key.forNode,
    ...(facts.type === 'RSA' && {
      padding: facts.name === 'RSA-PSS' ? RSA_PKCS1_PSS_PADDING : RSA_PKCS1_PADDING,
    }),
    ...(facts.name === 'RSA-PSS' && { saltLength: RSA_PSS_SALTLEN_DIGEST }),
    dsaEncoding: 'ieee-p1363',
  });
  return inForm(signature, encoding);
}

// Its node:crypto reads keys, and does not sign with what it has read.
// https://developers.cloudflare.com/workers/runtime-apis/web-standards/#navigatoruseragent
function isWorker(): boolean {
  const host: { readonly navigator?: { readonly userAgent?: string } } = globalThis;
  return host.navigator?.userAgent === 'Cloudflare-Workers';
}

// A key is imported once for each way to sign with it.
const imported = new WeakMap<PrivateKey, Map<Facts, Promise<CryptoKey>>>();

async function signOnWeb(facts: Facts, key: PrivateKey, data: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const known = imported.get(key) ?? new Map<Facts, Promise<CryptoKey>>();
  imported.set(key, known);
  const promised = known.get(facts) ?? importKey(facts, key, false);
  known.set(facts, promised);
  const hash = { name: subtleName(facts.hash) };
  const saltLength = Number(/\d+$/.exec(facts.hash)?.[0]) / 8;
  const signature = await webCrypto().sign({ name: facts.name, hash, saltLength }, await promised, data);
  return new Uint8Array(signature);
}

async function importKey(
  facts: Facts,
  { forWeb = new Uint8Array() }: PrivateKey,
  extractable: boolean,
): Promise<CryptoKey> {
  const parameters = parametersOf(facts);
  const subtle = webCrypto();
  try {
    if (forWeb instanceof Uint8Array)
      return await subtle.importKey('pkcs8', bytesOf(forWeb), parameters, extractable, ['sign']);
    const jwk: webcrypto.JsonWebKey = { ...forWeb, use: 'sig', key_ops: ['sign'], ext: true };
    // It may name another algorithm of the same type.
    delete jwk.alg;
    return await subtle.importKey('jwk', jwk, parameters, extractable, ['sign']);
  } catch (cause) {
    const isLacking = String(cause).startsWith('NotSupportedError');
    const message = isLacking
      ? `WebCrypto here has no ${facts.name}. Sign with a key of another type, or on your server.`
      : `The private key of the type ${facts.type} is damaged: WebCrypto cannot import it. Give it anew.`;
    throw new KeyringError({
      code: isLacking ? 'ERR_KEYRING_SURROUNDINGS' : 'ERR_KEYRING_CREDENTIAL',
      message,
      cause,
    });
  }
}

function parametersOf({ type, name, hash }: Facts): RsaHashedImportParams & EcKeyImportParams {
  return { name, hash: subtleName(hash), namedCurve: type };
}

/** The public key that belongs to a private key. */
export interface PublicKey {
  /** SubjectPublicKeyInfo in DER, over which vendors make fingerprints (RFC 5280, section 4.1). */
  readonly spki: Uint8Array;
  /** A JSON Web Key of the members that make up its thumbprint, in the order of RFC 7638: its hash as JSON is the thumbprint. */
  readonly jwk: webcrypto.JsonWebKey;
}

/** The public key that belongs to a private key. At once on Node, a promise elsewhere. */
export function publicKeyOf(key: PrivateKey): MaybePromise<PublicKey> {
  if (!nodeCrypto || !key.forNode) return publicKeyOnWeb(key);
  const publicKey = nodeCrypto.createPublicKey(key.forNode);
  return {
    spki: publicKey.export({ type: 'spki', format: 'der' }),
    jwk: publicMembers(publicKey.export({ format: 'jwk' })),
  };
}

const algorithmOf = { RSA: 'RS256', 'P-256': 'ES256', 'P-384': 'ES384', Ed25519: 'EdDSA' } as const;

async function publicKeyOnWeb(key: PrivateKey): Promise<PublicKey> {
  const facts = algorithms[algorithmOf[key.type]];
  const subtle = webCrypto();
  const jwk = publicMembers(await subtle.exportKey('jwk', await importKey(facts, key, true)));
  const publicKey = await subtle.importKey('jwk', jwk, parametersOf(facts), true, ['verify']);
  return { spki: new Uint8Array(await subtle.exportKey('spki', publicKey)), jwk };
}

function publicMembers({ crv, e, kty, n, x, y }: webcrypto.JsonWebKey): webcrypto.JsonWebKey {
  return Object.fromEntries(
    Object.entries({ crv, e, kty, n, x, y }).filter(([, value]) => value !== undefined),
  );
}
