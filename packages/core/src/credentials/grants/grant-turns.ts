import { type WireRequest } from '../../contract/wire-request.js';
import { randomId } from '../../platform/crypto.js';
import { KeyringError } from '../../platform/errors.js';
import { pause } from '../../platform/within-time.js';
import { isAhead } from '../clock.js';
import { engineView } from '../engine-view.js';
import { storeFailureCode } from '../tokens/store-guard.js';
import { type MintedToken, type Token, type TokenIdentity } from '../tokens/token.js';
import { HeldClaim, holderName } from './grant-claim.js';
import { type GrantErrors } from './grant-errors.js';
import { type GrantLedger } from './grant-ledger.js';
import { fingerprint, type GrantRecord, readRecord, writeRecord } from './grant-record.js';

/** One request's need of an access token that comes of a grant. */
export interface GrantNeed {
  readonly request: WireRequest;
  /**
   * Whose grant it is: the token endpoint as `endpoint`, the client, the user. Its `secret`, which is the client's, and its
   * `scopes` only say who is given an access token that came of it. The refresh token is no part of any.
   */
  readonly grant: TokenIdentity;
  /**
   * The refresh token that the user gave, with which the grant begins. One that is not known yet is a new consent, and takes
   * the place of the grant that is kept; one that was used before stands for what came of it.
   */
  readonly refreshToken: string | undefined;
  /** Whether an access token that another process has got will do, as the token source tells `mint`. */
  readonly isNew: (token: Token) => boolean;
}

/** A need of an access token, by the keys under which it is known. */
export interface GrantWish extends Omit<GrantNeed, 'grant'> {
  readonly key: string;
  /** That of whom is given the access token. */
  readonly identity: string;
}

/** Either the token that somebody else has got, or the right to renew the grant. */
export type Turn =
  { readonly token: MintedToken } | { readonly claim: HeldClaim; readonly refreshToken: string };

/** How long to wait, in milliseconds. */
export interface TurnTimes {
  readonly patience: number;
  readonly silence: number;
}

/** How long to wait before looking again, in milliseconds; it grows from the one to the other. */
const firstLook = 20;
const longestLook = 250;

/** For how long a refresh token that was refused is not sent again, in milliseconds. */
const endTime = 3_600_000;

/** So many signs of life fit into the time after which a process is taken for dead. */
const beats = 5;

/** Lets one process at a time renew a grant. */
export class GrantTurns {
  readonly #ledger: GrantLedger;
  readonly #errors: GrantErrors;
  readonly #times: TurnTimes;

  constructor(ledger: GrantLedger, errors: GrantErrors, times: TurnTimes) {
    this.#ledger = ledger;
    this.#errors = errors;
    this.#times = times;
  }

  /**
   * Waits for a token that another process gets, or for the turn of this one. A process that died is overtaken: by the
   * waits in which it gave no sign, so that no clock, and no pause of this machine, counts against it.
   */
  async take(wish: GrantWish): Promise<Turn> {
    const { patience, silence } = this.#times;
    const giveUpAt = performance.now() + patience;
    const id = randomId();
    let watched: string | undefined;
    let silent = 0;
    let isTold = false;
    for (let wait = firstLook; ; wait = Math.min(longestLook, wait * 2)) {
      const isLast = performance.now() >= giveUpAt;
      let operation: 'read' | 'written' = 'read';
      try {
        const text = (await this.#ledger.read(wish.key)) ?? undefined;
        const record = this.#recordOf(text);
        const found = await this.#choose(wish, record);
        if ('token' in found) return found;
        const { claim: other } = record;
        if (text !== watched) silent = 0;
        watched = text;
        if (!other || other.id === id || silent >= silence) {
          operation = 'written';
          const claim = { id, holder: holderName(), since: Date.now(), beat: 0 };
          const held = { ledger: this.#ledger, key: wish.key, record: { ...record, claim }, claim };
          const isClaimed = await this.#ledger.swap(wish.key, text, writeRecord(held.record));
          if (isClaimed) return { ...found, claim: new HeldClaim(held, silence / beats) };
        } else if (isLast) throw this.#errors.locked(other);
      } catch (error) {
        // An error of ours is none that passes.
        if (error instanceof KeyringError) throw error;
        if (isLast) throw this.#errors.store(operation, error);
        if (!isTold) engineView(wish.request).report('store-failed', { code: storeFailureCode(error) });
        isTold = true;
        watched = undefined;
      }
      const pauseTime = wait * (1 + Math.random());
      await pause(pauseTime);
      silent += pauseTime;
    }
  }

  #recordOf(text: string | undefined): GrantRecord {
    const record = text === undefined ? { known: [] } : readRecord(text);
    if (!record) throw this.#errors.unreadable();
    return record;
  }

  /** The token that is there already, or the refresh token to send. */
  async #choose(
    { request, identity, refreshToken: given, isNew }: GrantWish,
    { refreshToken: kept, known, token, end }: GrantRecord,
  ): Promise<{ readonly token: MintedToken } | { readonly refreshToken: string }> {
    const now = Date.now();
    const isKnown = given === undefined || given === kept || known.includes(await fingerprint(given));
    const refreshToken = isKnown ? kept : given;
    if (refreshToken === undefined) throw this.#errors.missing();
    if (isKnown && token?.identity === identity) {
      // No token has more left than its life, by whichever clock its end was set.
      const expiresAt = Math.min(token.expiresAt, now + token.life);
      if (isNew({ ...token, expiresAt })) {
        engineView(request).report('token-shared', { expiresAt });
        const { value, refreshAt, details } = token;
        const refreshIn = refreshAt === undefined ? undefined : refreshAt - now;
        return { token: { value, expiresIn: expiresAt - now, refreshIn, details, borrowed: true } };
      }
    }
    const isEnded = end?.identity === identity && end.of === (await fingerprint(refreshToken));
    if (isEnded && isAhead(end.at + endTime, now, endTime)) throw this.#errors.ended({ at: end.at });
    return { refreshToken };
  }
}
