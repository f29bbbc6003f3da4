import { type MaybePromise } from '../contract/wire-request.js';
import { toBase64URL } from '../platform/base64.js';
import { whenReady } from '../platform/values.js';

/** The header of a JSON Web Token (RFC 7515, section 4.1). */
export interface WebTokenHeader {
  /** For example `RS256`, with which what signs has to agree. */
  readonly alg: string;
  readonly kid?: string | undefined;
  readonly typ?: string | undefined;
  readonly [parameter: string]: unknown;
}

/**
 * A JSON Web Token in its compact form (RFC 7515, section 7.1). Members that are `undefined` are left out.
 *
 * @param sign - Signs a text, and answers base64url: `(text) => sign('ES256', key, text, 'base64url')`, or for HS256
 * `(text) => hmac('sha256', secret)(text, 'base64url')`.
 */
export function signWebToken(
  header: WebTokenHeader,
  claims: object,
  sign: (signed: string) => MaybePromise<string>,
): MaybePromise<string> {
  const signed = [header, claims].map((part) => toBase64URL(JSON.stringify(part))).join('.');
  return whenReady(sign(signed), (signature) => `${signed}.${signature}`);
}
