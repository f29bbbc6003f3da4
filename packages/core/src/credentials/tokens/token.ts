import { webTokenExpiry } from './web-token.js';

/** A token as a provider fetched it. What is absent is not known. All times are in milliseconds. */
export interface MintedToken {
  readonly value: string;
  /** How long it is valid from now on, as the answer says. */
  readonly expiresIn?: number | undefined;
  /** When it expires, as the answer says: since the epoch, by the server's clock. */
  readonly expiresAt?: number | undefined;
  /** The server's time when it answered. Default: this machine's. */
  readonly serverTime?: number | undefined;
}

/** A token that is kept. All times are in milliseconds. */
export interface Token {
  readonly value: string;
  /** Since the epoch, by this machine's clock. */
  readonly expiresAt: number;
  /** From its exchange to its expiry. */
  readonly life: number;
  /** Whether another process fetched it. */
  readonly borrowed?: boolean;
}

/** A year in milliseconds. To renew a token early harms nobody; a store may take no time to live that is absurd. */
export const longestLife = 31_536_000_000;

/**
 * How long a token is valid, in milliseconds: as the answer says, else as the token itself says, else as the vendor
 * documents. 0 if nobody says, or if it is over.
 *
 * @param now - In milliseconds since the epoch, by this machine's clock.
 * @param documentedLife - In milliseconds.
 */
export function lifeOf(minted: MintedToken, now: number, documentedLife = 0): number {
  const life = lifeLeft(minted, now) ?? documentedLife;
  return isTime(life) ? Math.min(life, longestLife) : 0;
}

function lifeLeft(minted: MintedToken, now: number): number | undefined {
  const { value, expiresIn } = minted;
  if (isTime(expiresIn)) return expiresIn;
  const expiresAt = isTime(minted.expiresAt) ? minted.expiresAt : webTokenExpiry(value);
  if (expiresAt === undefined) return undefined;
  return expiresAt - (isTime(minted.serverTime) ? minted.serverTime : now);
}

function isTime(value: number | undefined): value is number {
  return value !== undefined && Number.isFinite(value) && value > 0;
}
