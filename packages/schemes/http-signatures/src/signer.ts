import {
  keyTypeOf,
  type KeyType,
  type MaybePromise,
  sign,
  type SignatureAlgorithm,
  whenReady,
  type WireRequest,
} from '@axios-keyring/core';
import { secretAuthentication } from '@axios-keyring/core/engine';
import { type Algorithm, type Given } from './options.js';
import { optionError } from './checks.js';

/** Signs with the key of one request. */
export interface Signer {
  readonly algorithm: Algorithm;
  /** The signature in base64. */
  readonly sign: (text: string) => MaybePromise<string>;
}

const byName: Readonly<Record<Exclude<Algorithm, 'hmac-sha256'>, SignatureAlgorithm>> = {
  ed25519: 'EdDSA',
  'ecdsa-p256-sha256': 'ES256',
  'ecdsa-p384-sha384': 'ES384',
  'rsa-pss-sha512': 'PS512',
  'rsa-v1_5-sha256': 'RS256',
};

function refuseKey(type: KeyType, name: keyof typeof byName, profile: Given['profile']): void {
  const wanted = keyTypeOf(byName[name]);
  const problem =
    wanted !== type
      ? `is of the type ${type}, and the algorithm ${name} takes one of the type ${wanted}. Give that, or leave algorithm out`
      : profile === 'cavage' && name.startsWith('ecdsa')
        ? // Its implementations disagree whether the two numbers are in DER or side by side.
          `is of the type ${type}. In cavage, keys of the types RSA and Ed25519 sign, and secrets`
        : undefined;
  if (problem === undefined) return;
  throw optionError(
    'privateKey',
    `privateKey ${problem}. The request was not sent.`,
    'ERR_KEYRING_CREDENTIAL',
  );
}

/** Reads the key of each request. */
export function signerOf(options: Given): (request: WireRequest) => MaybePromise<Signer> {
  const { privateKey, secret, secretEncoding, algorithm, profile } = options;
  if (secret) {
    const authenticate = secretAuthentication('http-signatures', 'sha256', secret, secretEncoding);
    return (request) =>
      whenReady(authenticate(request), (hmac) => ({
        algorithm: 'hmac-sha256',
        sign: (text) => hmac(text, 'base64'),
      }));
  }
  const byType: Readonly<Record<KeyType, keyof typeof byName>> = {
    Ed25519: 'ed25519',
    'P-256': 'ecdsa-p256-sha256',
    'P-384': 'ecdsa-p384-sha384',
    RSA: profile === 'cavage' ? 'rsa-v1_5-sha256' : 'rsa-pss-sha512',
  };
  return (request) =>
    whenReady(privateKey(request), (key): Signer => {
      const name = algorithm === 'as-the-key' || algorithm === 'hmac-sha256' ? byType[key.type] : algorithm;
      refuseKey(key.type, name, profile);
      return { algorithm: name, sign: (text) => sign(byName[name], key, text, 'base64') };
    });
}
