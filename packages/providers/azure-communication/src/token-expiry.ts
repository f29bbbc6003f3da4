import { type WireRequest } from '@axios-keyring/core';

const expiries = new WeakMap<WireRequest, number>();

/** Notes when the token of a request expires, in milliseconds since the epoch. */
export function noteExpiry(request: WireRequest, expiry: number | undefined): void {
  if (expiry !== undefined) expiries.set(request, expiry);
}

/** When the token of a request expires, if that is known. */
export function notedExpiry(request: WireRequest): number | undefined {
  return expiries.get(request);
}
