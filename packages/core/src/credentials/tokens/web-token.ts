import { parseJSON, property } from '../../platform/json.js';

/**
 * When a token expires, in milliseconds since the epoch, by the `exp` of a JSON Web Token; `undefined` for a token
 * that does not say. Nothing else of it is read, and nothing is verified: that is the business of the API.
 *
 * Source: https://www.rfc-editor.org/rfc/rfc7519#section-4.1.4
 */
export function webTokenExpiry(token: string): number | undefined {
  const expiry = property(parseJSON(decode(token.split('.')[1] ?? '')), 'exp');
  // JSON can say 1e999, which is no time either.
  return typeof expiry === 'number' && Number.isFinite(expiry) && expiry > 0 ? expiry * 1000 : undefined;
}

function decode(base64url: string): string {
  try {
    return atob(base64url.replaceAll('-', '+').replaceAll('_', '/'));
  } catch {
    return '';
  }
}
