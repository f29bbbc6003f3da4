/**
 * When a token expires, in milliseconds since the epoch, by the `exp` of a JSON Web Token (RFC 7519, section
 * 4.1.4); `undefined` for a token that does not say. Nothing else of it is read, and nothing is verified: that is
 * the service's business.
 */
export function expiryOf(token: string): number | undefined {
  const claims = parseJSON(decode(token.split('.')[1] ?? ''));
  if (typeof claims !== 'object' || claims === null || !Object.hasOwn(claims, 'exp')) return undefined;
  const expiry: unknown = Reflect.get(claims, 'exp');
  return typeof expiry === 'number' ? expiry * 1000 : undefined;
}

function parseJSON(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function decode(base64url: string): string {
  try {
    return atob(base64url.replaceAll('-', '+').replaceAll('_', '/'));
  } catch {
    return '';
  }
}
