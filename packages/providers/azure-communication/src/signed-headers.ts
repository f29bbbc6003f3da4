import { type CredentialHeaders, type MaybePromise, whenReady, type WireRequest } from '@axios-keyring/core';
import { httpDate } from './http-date.js';
import { type DateHeader, sign, type SignatureParts } from './signature.js';

/** What is signed in place of what the request itself has. */
export type SignedInstead = Partial<Pick<SignatureParts, 'host' | 'pathAndQuery'>>;

/** What is signed of a request. */
export type SignableRequest = Pick<WireRequest, 'method' | 'url' | 'host' | 'body' | 'now'>;

/** What goes into a request's signature. */
export function partsOf(
  request: SignableRequest,
  accessKey: string,
  instead?: SignedInstead,
): SignatureParts {
  const { method, url, host, body } = request;
  const date = httpDate(request.now());
  const pathAndQuery = url.pathname + url.search;
  const parts = { method, pathAndQuery, host, date, body, accessKey };
  return instead ? { ...parts, ...instead } : parts;
}

/** The three headers of a signed request. */
export function signedHeaders(
  request: SignableRequest,
  accessKey: string,
  dateHeader: DateHeader,
  instead?: SignedInstead,
): MaybePromise<CredentialHeaders> {
  const parts = partsOf(request, accessKey, instead);
  return whenReady(sign(parts), ({ contentHash, signature }) => {
    const Authorization = `HMAC-SHA256 SignedHeaders=${dateHeader};host;x-ms-content-sha256&Signature=${signature}`;
    // Not with a computed name: of an object that has one, V8 makes no fast one.
    return dateHeader === 'date'
      ? { date: parts.date, 'x-ms-content-sha256': contentHash, Authorization }
      : { 'x-ms-date': parts.date, 'x-ms-content-sha256': contentHash, Authorization };
  });
}
