import { expiryOf, parseJSON, property } from '../token.js';

/** How long a token is valid, in milliseconds, where nothing says so: the shortest life that was reported. */
const shortestLife = 1_800_000;

/** What `/auth/external` answered with status 200. */
export type PortalAnswer =
  | {
      readonly token: string;
      /** How long the token is valid from now on, in milliseconds; `serverTime` is that of the portal. */
      readonly life: (serverTime: number) => number;
    }
  | { readonly success?: unknown };

/** Reads `{ success, data: { token, expiresIn } }`. */
export function readAnswer(body: string): PortalAnswer {
  const answer = parseJSON(body);
  const success = property(answer, 'success');
  const data = property(answer, 'data');
  const token = property(data, 'token');
  // The characters that a Bearer token has: https://www.rfc-editor.org/rfc/rfc6750#section-2.1
  if (success === false || typeof token !== 'string' || !/^[\w\-.~+/]+=*$/.test(token)) return { success };
  const seconds = Number(property(data, 'expiresIn') ?? NaN);
  return {
    token,
    life: (serverTime) =>
      Number.isFinite(seconds) && seconds > 0
        ? seconds * 1000
        : expiryOf(token, serverTime, shortestLife) - serverTime,
  };
}
