import { type MaybePromise } from '../../contract/wire-request.js';
import { parseJSON, property, whenReady } from '../../platform/values.js';
import { hash } from '../../platform/crypto.js';

/** Whose token it is, and what for. Two requests share a token only if all of this is the same. */
export interface TokenIdentity {
  /** Where it is minted and used: the base URL. */
  readonly endpoint: string;
  /** The account, as the API names it: a client ID, an application ID, a user. */
  readonly account?: string;
  /** What it is minted with. Whoever does not have it is not given the token either. */
  readonly secret?: string;
  /** Their order means nothing: https://www.rfc-editor.org/rfc/rfc6749#section-3.3 */
  readonly scopes?: readonly string[];
}

/** Names identities by a hash, so that a store and its log hold none of them in clear. */
export class TokenKeys {
  readonly #provider: string;
  // Most processes have one identity; it is hashed once.
  #last: { readonly text: string; readonly key: string } | undefined;

  /** @param provider - The provider's short name, which is part of every key. */
  constructor(provider: string) {
    this.#provider = provider;
  }

  /** The key of an identity: a SHA-256 in hexadecimal digits. */
  of({ endpoint, account, secret, scopes }: TokenIdentity): MaybePromise<string> {
    const text = JSON.stringify([this.#provider, endpoint, account, secret, scopes && [...scopes].sort()]);
    if (this.#last?.text === text) return this.#last.key;
    return whenReady(hash('sha256', text, 'hex'), (key) => {
      this.#last = { text, key };
      return key;
    });
  }
}

/** A token as a provider minted it. What is absent is not known. All times are in milliseconds. */
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
  /** Whether another process minted it. */
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

function lifeLeft({ value, expiresIn, expiresAt, serverTime }: MintedToken, now: number): number | undefined {
  if (isTime(expiresIn)) return expiresIn;
  const end = isTime(expiresAt) ? expiresAt : webTokenExpiry(value);
  return end === undefined ? undefined : end - (isTime(serverTime) ? serverTime : now);
}

/**
 * When a token expires, in milliseconds since the epoch, by the `exp` of a JSON Web Token; `undefined` for a token
 * that does not say. Nothing else of it is read, and nothing is verified: that is the business of the API.
 *
 * Source: https://www.rfc-editor.org/rfc/rfc7519#section-4.1.4
 */
export function webTokenExpiry(token: string): number | undefined {
  const [, claims = ''] = token.split('.');
  try {
    const expiry = property(parseJSON(atob(claims.replaceAll('-', '+').replaceAll('_', '/'))), 'exp');
    return isTime(expiry) ? expiry * 1000 : undefined;
  } catch {
    return undefined;
  }
}

/** Whether something is a time that can be computed with. JSON can say 1e999, which is none. */
export function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0;
}

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
