/** How long a token is valid, in milliseconds, by the vendor's guide; used where the token does not say. */
const documentedLife = 3_600_000;

/**
 * Reads the token out of the answer of `/v1.0/auth`. The body is the bare JWT as text; JSON around it is
 * understood too, because the guide does not say which it is.
 *
 * @returns The token, or `undefined` if there is none.
 */
export function readToken(body: string): string | undefined {
  const text = body.trim();
  const token = /^[["{]/.test(text) ? tokenInside(parseJSON(text)) : text;
  return token !== undefined && /^[\w-]+\.[\w-]+\.[\w-]+$/.test(token) ? token : undefined;
}

/** When a token expires, in milliseconds since the epoch: by its own `exp`, else after a life in milliseconds. */
export function expiryOf(token: string, now: number, life = documentedLife): number {
  const claims = parseJSON(decode(token.split('.')[1] ?? ''));
  const expiry = property(claims, 'exp');
  return typeof expiry === 'number' ? expiry * 1000 : now + life;
}

// Nothing known is nested deeper than four levels; an answer that is must not exhaust the stack.
function tokenInside(value: unknown, levels = 4): string | undefined {
  if (typeof value === 'string') return value;
  if (levels === 0) return undefined;
  for (const key of ['token', 'data', 'responseData']) {
    const inner = property(value, key);
    if (inner !== undefined) return tokenInside(inner, levels - 1);
  }
  return Array.isArray(value) && value.length > 0 ? tokenInside(value[0], levels - 1) : undefined;
}

/** An own property of what may be an object. */
export function property(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? Reflect.get(value, key)
    : undefined;
}

/** What a text says as JSON; `undefined` if it is none. */
export function parseJSON(text: string): unknown {
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
