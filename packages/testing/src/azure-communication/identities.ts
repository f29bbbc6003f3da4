import { randomUUID } from 'node:crypto';
import type { Refuse } from '../refusal.js';
import { expiryOf, webToken } from './web-token.js';

/** What the vendor calls an access token. */
export interface AccessToken {
  readonly token: string;
  readonly expiresOn: string;
}

/** The identities of one emulator and their tokens. */
export interface Identities {
  create(): string;
  /** Whether an identity was not deleted. All others are taken to be of a time before the emulator was started. */
  has(id: string): boolean;
  /** Issues a token of an identity that exists. */
  issue(id: string, scopes: readonly string[], minutes: number): AccessToken;
  /** Makes every token of an identity invalid. */
  revoke(id: string): void;
  remove(id: string): void;
  /** Refuses a token that was not issued here, or is no longer valid. */
  requireValid(token: string, refuse: Refuse): void;
}

/**
 * @param userTokens - tokens that are accepted though no identity has them, until they expire by their own `exp`
 * @param now - the clock, in milliseconds since 1970
 */
export function createIdentities(userTokens: readonly string[], now: () => number): Identities {
  const tokensOf = new Map<string, Set<string>>();
  const removed = new Set<string>();
  const revoked = new Set<string>();
  const issued = new Set<string>(userTokens);
  const revoke = (id: string): void => {
    for (const token of tokensOf.get(id) ?? []) {
      revoked.add(token);
    }
  };
  return {
    create: () => `8:acs:${randomUUID()}_${randomUUID()}`,
    has: (id) => !removed.has(id),
    issue(id, scopes, minutes) {
      const expiry = Math.floor(now() / 1000) + minutes * 60;
      const token = webToken({
        skypeid: id.slice(2),
        acsScope: scopes.join(','),
        exp: expiry,
        jti: randomUUID(),
      });
      tokensOf.set(id, (tokensOf.get(id) ?? new Set<string>()).add(token));
      issued.add(token);
      // As the vendor writes it: with seven digits and an offset.
      const expiresOn = new Date(expiry * 1000).toISOString().replace('.000Z', '.0000000+00:00');
      return { token, expiresOn };
    },
    revoke,
    remove(id) {
      revoke(id);
      removed.add(id);
    },
    requireValid(token, refuse) {
      if (!issued.has(token)) {
        throw refuse('The user access token differs.');
      }
      if (revoked.has(token)) {
        throw refuse('The user access token was revoked.');
      }
      const expiry = expiryOf(token);
      if (expiry !== undefined && now() >= expiry) {
        throw refuse('The user access token has expired.');
      }
    },
  };
}
