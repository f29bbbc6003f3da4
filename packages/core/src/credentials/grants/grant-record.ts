import { type MaybePromise } from '../../contract/wire-request.js';
import { hash } from '../../platform/crypto.js';
import { parseJSON, property, whenReady } from '../../platform/values.js';
import { tokenOf } from '../tokens/stored-token.js';
import { isTime, type Token } from '../tokens/token.js';

// Processes with different versions of this package share one store.
const version = 1;

/** How many refresh tokens a record remembers: more than are in some process's options at one time. */
const mostKnown = 32;

/** An access token beside the grant that it came from, so that whoever waited for the renewal need not do it again. */
export interface GrantedToken extends Token {
  /** The key of the identity that it was minted for: nobody else is given it. */
  readonly identity: string;
}

/** Says that a process is renewing the grant. */
export interface GrantClaim {
  readonly id: string;
  /** Host and process, for whoever waits for long. */
  readonly holder: string;
  /** Since when, in milliseconds since the epoch. */
  readonly since: number;
  /** Counts on while the process lives. */
  readonly beat: number;
}

/** Says that a refresh token was refused for good. */
export interface GrantEnd {
  /** The fingerprint of the refresh token. */
  readonly of: string;
  /** The key of the identity with which it was tried: with another client secret it may be accepted. */
  readonly identity: string;
  /** In milliseconds since the epoch. */
  readonly at: number;
}

/** What a grant store keeps under a key. */
export interface GrantRecord {
  /** The refresh token that is good now; absent until the first exchange. */
  readonly refreshToken?: string | undefined;
  /** Fingerprints of those that this one descends from, and of those that users gave for it; the newest last. */
  readonly known: readonly string[];
  readonly token?: GrantedToken | undefined;
  readonly claim?: GrantClaim | undefined;
  readonly end?: GrantEnd | undefined;
}

/** Tells refresh tokens apart without showing any. */
export function fingerprint(refreshToken: string): MaybePromise<string> {
  return whenReady(hash('sha256', refreshToken, 'hex'), (digest) => digest.slice(0, 32));
}

/** The fingerprints with others, of which none is there twice and the oldest give way. */
export function remember(known: readonly string[], ...others: string[]): readonly string[] {
  const rest = known.filter((one) => !others.includes(one));
  return [...rest, ...new Set(others)].slice(-mostKnown);
}

/** A record as a store keeps it. */
export function writeRecord(record: GrantRecord): string {
  return JSON.stringify({ version, ...record });
}

/** Reads what a store answered; `undefined` for anything that was not written here. */
export function readRecord(text: string): GrantRecord | undefined {
  const stored = parseJSON(text);
  const refreshToken = property(stored, 'refreshToken');
  const known = property(stored, 'known');
  const isSane = refreshToken === undefined || isRefreshToken(refreshToken);
  if (property(stored, 'version') !== version || !isSane || !areTexts(known)) return undefined;
  const token = grantedTokenOf(property(stored, 'token'));
  return {
    ...{ refreshToken, known, token },
    claim: claimOf(property(stored, 'claim')),
    end: endOf(property(stored, 'end')),
  };
}

/** Whether something may be a refresh token. Whatever a server gives as one is kept: there is no other. */
export function isRefreshToken(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function areTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((part) => typeof part === 'string');
}

function grantedTokenOf(stored: unknown): GrantedToken | undefined {
  const token = tokenOf(stored);
  const identity = property(stored, 'identity');
  return token && typeof identity === 'string' ? { ...token, identity } : undefined;
}

function claimOf(stored: unknown): GrantClaim | undefined {
  const id = property(stored, 'id');
  const holder = property(stored, 'holder');
  const since = property(stored, 'since');
  const beat = property(stored, 'beat');
  if (typeof id !== 'string' || typeof holder !== 'string' || !isTime(since)) return undefined;
  return { id, holder, since, beat: typeof beat === 'number' ? beat : 0 };
}

function endOf(stored: unknown): GrantEnd | undefined {
  const of = property(stored, 'of');
  const identity = property(stored, 'identity');
  const at = property(stored, 'at');
  if (typeof of !== 'string' || typeof identity !== 'string' || !isTime(at)) return undefined;
  return { of, identity, at };
}
