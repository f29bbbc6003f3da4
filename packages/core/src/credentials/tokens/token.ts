import { type MaybePromise } from '../../contract/wire-request.js';
import { parseJSON, property, whenReady } from '../../platform/values.js';
import { hash } from '../../platform/crypto.js';

/**
 * Whose token it is, and what for: whatever one token differs from another by, under any name. Two requests share a token
 * only if all of this is the same. The order of the parts, and of the texts of a list, means nothing.
 */
export interface TokenIdentity {
  /** Where it is used: the base URL; of a token that is good for several, where it is minted. */
  readonly endpoint: string;
  /** The account, as the API names it: a client ID, an application ID, a user. */
  readonly account?: string | undefined;
  /** What it is minted with. Whoever does not have it is not given the token either. */
  readonly secret?: string | undefined;
  readonly scopes?: readonly string[] | undefined;
  /** And so on: a token URL, an audience, a subject, permissions, the ID of a key. */
  readonly [part: string]: string | readonly string[] | undefined;
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
  of(identity: TokenIdentity): MaybePromise<string> {
    const text = JSON.stringify(identity);
    if (this.#last?.text === text) return this.#last.key;
    return whenReady(hash('sha256', this.#canonical(identity), 'hex'), (key) => {
      this.#last = { text, key };
      return key;
    });
  }

  #canonical(identity: TokenIdentity): string {
    const parts = Object.entries(identity).flatMap(([name, part]) => {
      if (part === undefined) return [];
      return [[name, typeof part === 'string' ? part : [...part].sort()] as const];
    });
    return JSON.stringify([this.#provider, ...parts.sort(([one], [other]) => (one < other ? -1 : 1))]);
  }
}

/** What the answer says of a token beside its value and its life, such as a base URL or a scope. It is shared with the token. */
export type TokenDetails = Readonly<Record<string, string>>;

/** A token as a provider minted it. What is absent is not known. All times are in milliseconds. */
export interface MintedToken {
  readonly value: string;
  /** How long it is valid from now on, as the answer says. */
  readonly expiresIn?: number | undefined;
  /** When it expires, as the answer says: since the epoch, by the server's clock. */
  readonly expiresAt?: number | undefined;
  /** In how long to renew it in the background, as the answer says; not in the first tenth of its life. Default: by the windows. */
  readonly refreshIn?: number | undefined;
  /** When to do so, as the answer says: since the epoch, by the server's clock. */
  readonly refreshAt?: number | undefined;
  /** The server's time when it answered. Default: this machine's. */
  readonly serverTime?: number | undefined;
  readonly details?: TokenDetails | undefined;
  /** Whether another process minted it, and this one only found it. */
  readonly borrowed?: boolean;
}

/** A token that is kept. All times are in milliseconds. */
export interface Token {
  readonly value: string;
  /** Since the epoch, by this machine's clock. */
  readonly expiresAt: number;
  /** From its exchange to its expiry. */
  readonly life: number;
  /** When to renew it in the background, as its answer said, by this machine's clock. */
  readonly refreshAt?: number | undefined;
  readonly details?: TokenDetails | undefined;
  /** Whether another process minted it. */
  readonly borrowed?: boolean;
}

/** A token for a request. All times are in milliseconds since the epoch, by this machine's clock. */
export interface ServedToken {
  readonly value: string;
  readonly details: TokenDetails;
  readonly mintedAt: number;
  /** A year after that for one that is kept until it is refused. */
  readonly expiresAt: number;
}

/** A year in milliseconds. To renew a token early harms nobody; a store may take no time to live that is absurd. */
export const longestLife = 31_536_000_000;

/**
 * How long a token is valid, in milliseconds: as the answer says, else as the token itself says, else as the vendor
 * documents. 0 if nobody says, or if it is over.
 *
 * @param now - In milliseconds since the epoch, by this machine's clock.
 * @param documentedLife - In milliseconds; `Infinity` for a token that is kept until it is refused.
 */
export function lifeOf(minted: MintedToken, now: number, documentedLife = 0): number {
  const life = lifeLeft(minted, now) ?? documentedLife;
  return life > 0 ? Math.min(life, longestLife) : 0;
}

function lifeLeft(minted: MintedToken, now: number): number | undefined {
  const { value, expiresIn, expiresAt, serverTime } = minted;
  return timeLeft(expiresIn, isTime(expiresAt) ? expiresAt : webTokenExpiry(value), serverTime, now);
}

/** In how long a token is to be renewed, in milliseconds, as its answer says; `undefined` if it does not. */
export function refreshOf(
  { refreshIn, refreshAt, serverTime }: MintedToken,
  now: number,
): number | undefined {
  return timeLeft(refreshIn, refreshAt, serverTime, now);
}

function timeLeft(
  duration: number | undefined,
  end: number | undefined,
  serverTime: number | undefined,
  now: number,
): number | undefined {
  if (isTime(duration)) return duration;
  return isTime(end) ? end - (isTime(serverTime) ? serverTime : now) : undefined;
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
  /** How old a token gets at least before there is another one, also where the API refuses it. */
  readonly minimumAge: number;
}

/** A token with the moments at which it has to be renewed, in milliseconds since the epoch. */
export interface KeptToken extends Token, ServedToken {
  readonly expiresAt: number;
  readonly value: string;
  readonly details: TokenDetails;
  readonly refreshAt: number;
  readonly forcedAt: number;
}

const noDetails: TokenDetails = Object.freeze({});

/**
 * Works out when a token has to be renewed. Up to half of the time for background renewal is left out at random, so
 * that many processes with one token do not renew it at the same moment.
 *
 * @param random - From 0 up to 1.
 */
export function keep(token: Token, windows: RenewalWindows, random: number): KeptToken {
  const { expiresAt, life, details = noDetails } = token;
  const refreshWindow = Math.min(windows.refreshWindow, life / 5);
  const forcedWindow = Math.min(windows.forcedWindow, life / 10);
  const mintedAt = expiresAt - life;
  const oldEnough = Math.min(mintedAt + windows.minimumAge, expiresAt);
  const forcedAt = Math.max(expiresAt - forcedWindow, oldEnough);
  // An answer that says "at once" would have each request fetch another one.
  const told = Math.max(token.refreshAt ?? expiresAt - refreshWindow, mintedAt + life / 10);
  const spread = Math.max(0, Math.min(forcedAt - told, windows.refreshWindow)) / 2;
  const refreshAt = Math.min(Math.max(told + spread * random, oldEnough), forcedAt);
  return Object.freeze({ ...token, details: Object.freeze({ ...details }), mintedAt, refreshAt, forcedAt });
}
