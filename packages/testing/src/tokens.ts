import { randomUUID } from 'node:crypto';
import { currentScene } from './fault-scene.js';
import type { Refuse } from './answer.js';

/** The tokens that an emulator issued, and those that it was given to accept. */
export interface Tokens {
  /** How many were issued so far. */
  readonly issued: number;
  /**
   * @param subject - whom the token is for
   * @param lifetime - in milliseconds
   * @param claims - what it says beside that
   */
  issue(subject: string, lifetime: number, claims?: object): IssuedToken;
  /** Makes every token of a subject invalid, or every one that was issued. */
  revoke(subject?: string): void;
  /** Refuses a token that is not accepted here, or no longer. */
  requireValid(token: string, refuse: Refuse): void;
}

/** A token, and when it says that it expires. */
export interface IssuedToken {
  readonly token: string;
  /** In milliseconds since 1970. */
  readonly expiry: number;
}

/**
 * Keeps the tokens of one emulator.
 *
 * @param called - what the sentences of refusals call one, as in `The token in Authorization`
 * @param now - the clock, in milliseconds since 1970
 * @param accepted - tokens that are accepted though they were not issued here, until they expire by their own `exp`
 */
export function createTokens(called: string, now: () => number, accepted: readonly string[] = []): Tokens {
  const expiries = new Map(accepted.map((token) => [token, expiryOf(token)]));
  const subjects = new Map<string, string>();
  const revoked = new Set<string>();
  return {
    get issued() {
      return subjects.size;
    },
    issue(subject, lifetime, claims) {
      const issuedAt = now();
      const [iat, exp] = [issuedAt, issuedAt + lifetime].map((time) => Math.floor(time / 1000));
      const token = webToken({ sub: subject, ...claims, jti: randomUUID(), iat, exp });
      subjects.set(token, subject);
      expiries.set(token, issuedAt + Math.min(lifetime, currentScene().tokenLife));
      return { token, expiry: issuedAt + lifetime };
    },
    revoke(subject) {
      for (const [token, owner] of subjects) {
        if (subject === undefined || subject === owner) revoked.add(token);
      }
    },
    requireValid(token, refuse) {
      const expiry = expiries.get(token);
      if (expiry === undefined) throw refuse(`${called} is none that is accepted here.`);
      if (revoked.has(token)) throw refuse(`${called} was revoked.`);
      if (now() >= expiry) throw refuse(`${called} has expired.`);
    },
  };
}

/** A token of the shape of a real one. Nobody checks its signature: an emulator knows what it issued. */
export function webToken(claims: object): string {
  const parts = [{ alg: 'HS256', typ: 'JWT' }, claims].map((part) => Buffer.from(JSON.stringify(part)));
  return [...parts, Buffer.alloc(32)].map((part) => part.toString('base64url')).join('.');
}

/** A claim of a token; `undefined` if the token does not have it, or is none. */
export function claimOf(token: string, name: string): unknown {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    return typeof claims === 'object' && claims !== null ? Reflect.get(claims, name) : undefined;
  } catch {
    return undefined;
  }
}

function expiryOf(token: string): number {
  const expiry = claimOf(token, 'exp');
  return typeof expiry === 'number' ? expiry * 1000 : Infinity;
}
