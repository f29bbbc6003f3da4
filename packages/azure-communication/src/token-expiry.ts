import { type WireRequest } from '@axios-keyring/core';

// The request as it is explained is a copy without its credential headers, so what its token said is kept beside
// the URL, which the copy shares.
const expiries = new WeakMap<URL, number>();

/** Notes when the token of a request expires, in milliseconds since the epoch. */
export function noteExpiry({ url }: WireRequest, expiry: number | undefined): void {
  if (expiry !== undefined) expiries.set(url, expiry);
}

/** When the token of a request expires, if that is known. */
export function notedExpiry({ url }: WireRequest): number | undefined {
  return expiries.get(url);
}
