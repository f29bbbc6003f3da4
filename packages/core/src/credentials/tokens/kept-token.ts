import { type Token } from './token.js';

/** How long before its end a token is renewed, in milliseconds. */
export interface RenewalWindows {
  /** In the background, while it still serves; never more than a fifth of the token's life. */
  readonly refreshWindow: number;
  /** Before it is used again; never more than a tenth of the token's life. */
  readonly forcedWindow: number;
}

/** A token with the moments at which it has to be renewed, in milliseconds since the epoch. */
export interface KeptToken extends Token {
  readonly refreshAt: number;
  readonly forcedAt: number;
}

/**
 * Works out when a token has to be renewed. Up to half of the time for background renewal is left out at random, so
 * that many processes with one token do not renew it at the same moment.
 *
 * @param random - From 0 up to 1.
 */
export function keep(token: Token, windows: RenewalWindows, random: number): KeptToken {
  const { expiresAt, life } = token;
  const refreshWindow = Math.min(windows.refreshWindow, life / 5);
  const forcedWindow = Math.min(windows.forcedWindow, life / 10);
  const spread = Math.max(0, refreshWindow - forcedWindow) / 2;
  return {
    ...token,
    refreshAt: expiresAt - refreshWindow + spread * random,
    forcedAt: expiresAt - forcedWindow,
  };
}
