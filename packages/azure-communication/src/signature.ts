import { fromBase64, hmacSha256, sha256, whenReady, type MaybePromise } from '@axios-keyring/core';

/** Which header carries the date. */
export type DateHeader = 'x-ms-date' | 'date';

/** What goes into a signature. */
export interface SignatureParts {
  /** In capitals. */
  readonly method: string;
  /** Exactly as sent. */
  readonly pathAndQuery: string;
  /** With the port if it is not the scheme's default. */
  readonly host: string;
  /** As in RFC 9110, section 5.6.7: `Wed, 13 Apr 2022 18:09:12 GMT`. */
  readonly date: string;
  readonly body: string | Uint8Array;
  /** In base64. */
  readonly accessKey: string;
}

/** The signature, and the content hash that it covers, both in base64. */
export interface Signature {
  readonly contentHash: string;
  readonly signature: string;
}

/**
 * Signs a request with an access key.
 *
 * Source: https://learn.microsoft.com/rest/api/communication/authentication
 */
export function sign(parts: SignatureParts): MaybePromise<Signature> {
  return whenReady(sha256(parts.body, 'base64'), (contentHash) =>
    whenReady(
      hmacSha256(keyBytes(parts.accessKey), stringToSign(parts, contentHash), 'base64'),
      (signature) => ({ contentHash, signature }),
    ),
  );
}

/** The text that is signed. */
export function stringToSign(parts: Omit<SignatureParts, 'accessKey' | 'body'>, contentHash: string): string {
  const { method, pathAndQuery, host, date } = parts;
  return `${method}\n${pathAndQuery}\n${date};${host};${contentHash}`;
}

// A resource has two keys, of which one is in use; to decode it costs a third of a signature.
let decoded = { accessKey: '', bytes: new Uint8Array() };

function keyBytes(accessKey: string): Uint8Array {
  if (decoded.accessKey !== accessKey) {
    decoded = { accessKey, bytes: new Uint8Array(fromBase64(accessKey) ?? []) };
  }
  return decoded.bytes;
}
