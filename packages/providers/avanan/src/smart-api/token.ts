import { parseJSON, property } from '@axios-keyring/core';

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
