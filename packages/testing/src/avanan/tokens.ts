import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { currentScene } from '../fault-scene.js';
import type { Refuse } from '../refusal.js';

/** The tokens of one emulator. */
export interface Tokens {
  /** How many were issued so far. */
  readonly issued: number;
  /** In milliseconds, as the tokens say. */
  readonly lifetime: number;
  issue(): string;
  revokeAll(): void;
  /** Refuses a token that was not issued here, or is no longer valid. */
  requireValid(token: string, refuse: Refuse): void;
}

/**
 * @param subject - whom the tokens are for
 * @param header - where the tokens are sent, for the sentences of refusals
 * @param lifetime - in milliseconds
 * @param now - the clock, in milliseconds since 1970
 */
export function createTokens(subject: string, header: string, lifetime: number, now: () => number): Tokens {
  const key = randomBytes(32);
  const expiries = new Map<string, number>();
  const revoked = new Set<string>();
  return {
    lifetime,
    get issued() {
      return expiries.size;
    },
    issue() {
      const issuedAt = now();
      const token = webToken(key, {
        sub: subject,
        token_use: 'access',
        jti: randomUUID(),
        iat: Math.floor(issuedAt / 1000),
        exp: Math.floor((issuedAt + lifetime) / 1000),
      });
      expiries.set(token, issuedAt + Math.min(lifetime, currentScene().tokenLife));
      return token;
    },
    revokeAll() {
      for (const token of expiries.keys()) {
        revoked.add(token);
      }
    },
    requireValid(token, refuse) {
      const expiry = expiries.get(token);
      if (expiry === undefined) {
        throw refuse(`The token in ${header} was not issued here.`);
      }
      if (revoked.has(token)) {
        throw refuse(`The token in ${header} was revoked.`);
      }
      if (now() >= expiry) {
        throw refuse(`The token in ${header} has expired.`);
      }
    },
  };
}

function webToken(key: Buffer, claims: object): string {
  const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
  const content = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
  return `${content}.${createHmac('sha256', key).update(content).digest('base64url')}`;
}
