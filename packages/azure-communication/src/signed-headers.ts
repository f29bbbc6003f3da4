import { type CredentialHeaders, type MaybePromise, whenReady, type WireRequest } from '@axios-keyring/core';
import { httpDate } from './http-date.js';
import { type DateHeader, sign, type SignatureParts } from './signature.js';

/** What is signed in place of what the request itself has. */
export type SignedInstead = Partial<Pick<SignatureParts, 'host' | 'pathAndQuery'>>;

/** What goes into a request's signature beside the key. */
export function partsOf(request: WireRequest, instead?: SignedInstead): Omit<SignatureParts, 'accessKey'> {
  const { method, url, host, body } = request;
  const date = httpDate(request.now());
  const parts = { method, pathAndQuery: url.pathname + url.search, host, date, body };
  return instead ? { ...parts, ...instead } : parts;
}

/** The three headers of a signed request. */
export function signedHeaders(
  request: WireRequest,
  accessKey: string,
  dateHeader: DateHeader,
  instead?: SignedInstead,
): MaybePromise<CredentialHeaders> {
  const parts = partsOf(request, instead);
  const { date } = parts;
  return whenReady(sign({ ...parts, accessKey }), ({ contentHash, signature }) => {
    const headers = {
      'x-ms-content-sha256': contentHash,
      Authorization: `HMAC-SHA256 SignedHeaders=${dateHeader};host;x-ms-content-sha256&Signature=${signature}`,
    };
    // Not with a computed name: of an object that has one, V8 makes no fast one.
    return dateHeader === 'date' ? { date, ...headers } : { 'x-ms-date': date, ...headers };
  });
}
