import { constants, createHash, createHmac, createPublicKey, type KeyObject, verify } from 'node:crypto';
import { headerValues, type ReceivedRequest, type Refuse, refuseWith } from '@axios-keyring/testing';

/** How a signature is made. */
export type Algorithm =
  | 'ed25519'
  | 'ecdsa-p256-sha256'
  | 'ecdsa-p384-sha384'
  | 'rsa-pss-sha512'
  | 'rsa-v1_5-sha256'
  | 'hmac-sha256';

/** What is expected of a request. */
export interface Trust {
  readonly profile: 'rfc9421' | 'cavage';
  readonly keyId: string;
  readonly privateKey?: string;
  readonly secret?: string;
  readonly algorithm: Algorithm | undefined;
  readonly required: readonly string[];
  readonly now: () => number;
}

export const refuse: Refuse = refuseWith(401, { error: 'invalid_signature' });

/** The public key, or none for a secret. */
export function publicKeyOf({ privateKey }: Trust): KeyObject | undefined {
  return privateKey === undefined ? undefined : createPublicKey(privateKey);
}

/** The algorithm of the key. */
export function algorithmOf({ algorithm, profile }: Trust, key: KeyObject | undefined): Algorithm {
  if (algorithm) return algorithm;
  if (!key) return 'hmac-sha256';
  if (key.asymmetricKeyType === 'ed25519') return 'ed25519';
  if (key.asymmetricKeyType === 'ec')
    return key.asymmetricKeyDetails?.namedCurve === 'secp384r1' ? 'ecdsa-p384-sha384' : 'ecdsa-p256-sha256';
  return profile === 'cavage' ? 'rsa-v1_5-sha256' : 'rsa-pss-sha512';
}

/** Refuses a signature that is of none of these texts with the key. */
export function requireVerified(trust: Trust, texts: readonly string[], signature: string): void {
  const bytes = Buffer.from(signature, 'base64');
  if (bytes.toString('base64') !== signature)
    throw refuse('The signature is not standard base64 with padding.');
  const key = publicKeyOf(trust);
  const isRight = texts.some((text) =>
    key
      ? verifyWith(algorithmOf(trust, key), key, Buffer.from(text), bytes)
      : createHmac('sha256', trust.secret ?? '')
          .update(text)
          .digest('base64') === signature,
  );
  if (!isRight) throw refuse('The signature is not one of this request with this key.');
}

function verifyWith(algorithm: Algorithm, key: KeyObject, data: Buffer, signature: Buffer): boolean {
  if (algorithm === 'ed25519') return verify(null, data, key, signature);
  const hash = algorithm.slice(-6);
  const padding =
    algorithm === 'rsa-pss-sha512' ? constants.RSA_PKCS1_PSS_PADDING : constants.RSA_PKCS1_PADDING;
  if (algorithm.startsWith('rsa')) return verify(hash, data, { key, padding, saltLength: 64 }, signature);
  return verify(hash, data, { key, dsaEncoding: 'ieee-p1363' }, signature);
}

/** The value of a header as it is signed: all of that name, in order. */
export function headerOf(request: ReceivedRequest, name: string): string {
  const values = headerValues(request, name);
  if (values.length === 0) throw refuse(`The header ${name} is said to be signed, and was not sent.`);
  return values.map((value) => value.trim()).join(', ');
}

/** Refuses a digest that is not the body's. */
export function requireDigest(sent: string, pattern: RegExp, body: Buffer): void {
  const [, algorithm = '', digest] = pattern.exec(sent) ?? [];
  if (digest === undefined) throw refuse('The digest of the body is malformed.');
  const hash = createHash(algorithm.toLowerCase().replace('-', '')).update(body).digest('base64');
  if (hash !== digest) throw refuse('The digest is not the one of this body.');
}

/** Refuses what does not cover all that it has to. */
export function requireCovered(
  request: ReceivedRequest,
  covered: readonly string[],
  required: readonly string[],
  digest: string,
): void {
  const wanted = request.body.length > 0 ? [...required, digest] : required;
  const missing = wanted.find((name) => !covered.includes(name));
  if (missing !== undefined) throw refuse(`The signature does not cover ${missing}.`);
}
