import { type MaybePromise, sha256, toBase64 } from '@axios-keyring/core';

/** What goes into a signature. */
export interface SignatureParts {
  readonly requestId: string;
  readonly applicationId: string;
  readonly date: string;
  /** Path and query exactly as sent; empty for the token exchange. The vendor's guide leaves it out. */
  readonly requestString: string;
  readonly secretKey: string;
}

/**
 * The value of `x-av-sig`: not an HMAC, but SHA-256 in lower-case hex over the base64 text of the parts.
 *
 * Source: "Calculating x-av-sig" in the Smart API guide; the request string as in the vendor's own client.
 */
export function signature(parts: SignatureParts): MaybePromise<string> {
  const { requestId, applicationId, date, requestString, secretKey } = parts;
  return sha256(toBase64(requestId + applicationId + date + requestString + secretKey), 'hex');
}
