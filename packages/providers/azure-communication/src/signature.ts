import { fromBase64, hash, hmac, type MaybePromise, whenReady, type WireRequest } from '@axios-keyring/core';

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
  /** As {@link httpDate} writes it. */
  readonly date: string;
  readonly body: string | Uint8Array;
  /** In base64. */
  readonly accessKey: string;
}

/** What is signed of a request. */
export type SignableRequest = Pick<WireRequest, 'method' | 'url' | 'host' | 'body' | 'now'>;

/** What is signed in place of what the request itself has. */
export type SignedInstead = Partial<Pick<SignatureParts, 'host' | 'pathAndQuery'>>;

/** What goes into a request's signature. */
export function partsOf(
  request: SignableRequest,
  accessKey: string,
  instead?: SignedInstead,
): SignatureParts {
  const { method, url, host, body } = request;
  const pathAndQuery = url.pathname + url.search;
  const parts = { method, pathAndQuery, host, date: httpDate(request.now()), body, accessKey };
  return instead ? { ...parts, ...instead } : parts;
}

/** The three headers of a signed request. */
export function signedHeaders(
  request: SignableRequest,
  accessKey: string,
  dateHeader: DateHeader,
  instead?: SignedInstead,
): MaybePromise<Record<string, string>> {
  const parts = partsOf(request, accessKey, instead);
  return whenReady(sign(parts), ({ contentHash, signature }) => {
    const Authorization = `HMAC-SHA256 SignedHeaders=${dateHeader};host;x-ms-content-sha256&Signature=${signature}`;
    // Not with a computed name: of an object that has one, V8 makes no fast one.
    return dateHeader === 'date'
      ? { date: parts.date, 'x-ms-content-sha256': contentHash, Authorization }
      : { 'x-ms-date': parts.date, 'x-ms-content-sha256': contentHash, Authorization };
  });
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
  return whenReady(hash('sha256', parts.body, 'base64'), (contentHash) =>
    whenReady(keyed(parts.accessKey)(stringToSign(parts, contentHash), 'base64'), (signature) => ({
      contentHash,
      signature,
    })),
  );
}

/** The text that is signed. */
export function stringToSign(parts: Omit<SignatureParts, 'accessKey' | 'body'>, contentHash: string): string {
  const { method, pathAndQuery, host, date } = parts;
  return `${method}\n${pathAndQuery}\n${date};${host};${contentHash}`;
}

// A resource has two keys, of which one is in use; to prepare it costs as much as a signature.
let prepared = { accessKey: '', authenticate: hmac('sha256', new Uint8Array()) };

function keyed(accessKey: string): typeof prepared.authenticate {
  if (prepared.accessKey !== accessKey) {
    prepared = { accessKey, authenticate: hmac('sha256', new Uint8Array(fromBase64(accessKey) ?? [])) };
  }
  return prepared.authenticate;
}

let written = { second: NaN, date: '' };

/**
 * A time as HTTP writes it: `Wed, 13 Apr 2022 18:09:12 GMT`. Many requests are signed within one second, and writing
 * costs more than comparing.
 *
 * Source: https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7
 *
 * @param time - In milliseconds since the epoch.
 */
export function httpDate(time: number): string {
  const second = Math.floor(time / 1000);
  if (second !== written.second) written = { second, date: new Date(second * 1000).toUTCString() };
  return written.date;
}
