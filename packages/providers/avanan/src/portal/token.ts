import { type MintedToken, parseJSON, property } from '@axios-keyring/core';

/** What `/auth/external` answered with status 200. */
export type PortalAnswer = Pick<MintedToken, 'value' | 'expiresIn'> | { readonly success?: unknown };

/** Reads `{ success, data: { token, expiresIn } }`. */
export function readAnswer(body: string): PortalAnswer {
  const answer = parseJSON(body);
  const success = property(answer, 'success');
  const data = property(answer, 'data');
  const value = property(data, 'token');
  // The characters that a Bearer token has: https://www.rfc-editor.org/rfc/rfc6750#section-2.1
  if (success === false || typeof value !== 'string' || !/^[\w\-.~+/]+=*$/.test(value)) return { success };
  return { value, expiresIn: Number(property(data, 'expiresIn') ?? NaN) * 1000 };
}
