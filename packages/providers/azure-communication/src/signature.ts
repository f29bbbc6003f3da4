import {
  fromBase64,
  hmacSha256,
  type MaybePromise,
  type MessageAuthentication,
  sha256,
  whenReady,
} from '@axios-keyring/core';

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
      authenticationWith(parts.accessKey)(stringToSign(parts, contentHash), 'base64'),
      (signature) => ({ contentHash, signature }),
    ),
  );
}

/** The text that is signed. */
export function stringToSign(parts: Omit<SignatureParts, 'accessKey' | 'body'>, contentHash: string): string {
  const { method, pathAndQuery, host, date } = parts;
  return `${method}\n${pathAndQuery}\n${date};${host};${contentHash}`;
}

// A resource has two keys, of which one is in use; to prepare it costs as much as a signature.
let prepared = { accessKey: '', authenticate: hmacSha256(new Uint8Array()) };

function authenticationWith(accessKey: string): MessageAuthentication {
  if (prepared.accessKey !== accessKey) {
    const authenticate = hmacSha256(new Uint8Array(fromBase64(accessKey) ?? []));
    prepared = { accessKey, authenticate };
  }
  return prepared.authenticate;
}
