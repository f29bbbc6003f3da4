import { type RefusalFacts } from '@axios-keyring/core';

/**
 * Explains a 400 where a key for several scopes was to name one; the endpoints are the same on both platforms. Actions
 * name it in a body, which is not read here, so what is said of them is a condition only.
 */
export function scopeHint({ status, request }: RefusalFacts): string | undefined {
  const { pathname, searchParams } = request.url;
  const [, endpoint] = /\/v1\.0\/(action|task|exceptions|sectool-exceptions)(?:\/|$)/.exec(pathname) ?? [];
  if (status !== 400 || endpoint === undefined) return undefined;
  const isNamed = endpoint !== 'action' && searchParams.has('scope');
  const where = endpoint === 'action' ? 'in requestData of the body' : 'in the query';
  return isNamed
    ? undefined
    : `If the key covers several scopes, this has to name one of them: as scope ${where}. GET /v1.0/scopes lists them.`;
}
