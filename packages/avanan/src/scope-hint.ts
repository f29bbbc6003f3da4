import { type RefusalFacts } from '@axios-keyring/core';

/** Explains a 400 where a key for several scopes was to name one; the endpoints are the same on both platforms. */
export function scopeHint({ status, request }: RefusalFacts): string | undefined {
  const { pathname, searchParams } = request.url;
  const wantsScope = /\/v1\.0\/(action|task|exceptions|sectool-exceptions)(\/|$)/.test(pathname);
  if (status !== 400 || !wantsScope || searchParams.has('scope')) return undefined;
  return (
    'A key that covers several scopes has to name one here: as scope in the query, for actions in requestData of ' +
    'the body. GET /v1.0/scopes lists them.'
  );
}
