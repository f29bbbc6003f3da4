import { type GrantStore } from '../../contract/grant-store.js';
import { engineView } from '../engine-view.js';
import { exchangeFailureOf } from '../tokens/failures.js';
import { lifeOf, type MintedToken, refreshOf, TokenKeys } from '../tokens/token.js';
import { type HeldClaim } from './grant-claim.js';
import { GrantErrors } from './grant-errors.js';
import { ledgerOf } from './grant-ledger.js';
import { fingerprint, type GrantRecord, isRefreshToken, remember } from './grant-record.js';
import { type GrantNeed, GrantTurns, type GrantWish } from './grant-turns.js';
import { memoryGrants } from './memory-grants.js';

/** How a grant source works. */
export interface GrantSourceOptions {
  /** The provider's short name. */
  readonly provider: string;
  /** Where grants are kept. Default: in this process, for all its interceptors; they end with it. */
  readonly store?: GrantStore | undefined;
  /** The option that takes the user's refresh token, as messages name it. Default: `refreshToken`. */
  readonly option?: string;
  /** How and where a user consents anew, in sentences of their own, for the error of a grant that has ended. */
  readonly consent?: string;
  /** How long an access token is valid where neither the answer nor the token says, in milliseconds. Default: unknown. */
  readonly documentedLife?: number;
  /** How long to wait for a store that fails, and for another process that renews the grant, in ms. Default: 30,000. */
  readonly patience?: number;
  /** After how long without a sign of life another process is taken for dead, in milliseconds. Default: 10,000. */
  readonly silence?: number;
}

/** What a token endpoint gave for a refresh token. */
export interface RenewedGrant extends MintedToken {
  /** The refresh token that takes the place of the one that was sent; that one stays if there is none. */
  readonly refreshToken?: unknown;
}

/**
 * Keeps grants whose refresh token changes with every renewal. Over all processes with one store, one at a time renews a
 * grant, and the others take the access token that came of it. What is new is stored before it is used. For the `mint` of a
 * {@link TokenSource}.
 */
export class GrantSource {
  readonly #options: GrantSourceOptions;
  readonly #errors: GrantErrors;
  readonly #turns: GrantTurns;
  readonly #grants: TokenKeys;
  readonly #identities: TokenKeys;

  constructor(options: GrantSourceOptions) {
    const { provider, store = memoryGrants, option = 'refreshToken', consent = '' } = options;
    const { patience = 30_000, silence = 10_000 } = options;
    this.#options = options;
    this.#errors = new GrantErrors({ provider, option, consent });
    this.#turns = new GrantTurns(ledgerOf(store), this.#errors, { patience, silence });
    this.#grants = new TokenKeys(`${provider} grant`);
    this.#identities = new TokenKeys(provider);
  }

  /**
   * An access token: one that another process has got meanwhile, else one for the refresh token that is good now.
   *
   * @param need - For the `mint` of a token source, which has the refresh token in its identities too, so that another one is
   * tried at once where one was refused.
   * @param exchange - Sends a refresh token, and throws `tokenExchangeError` for an answer without an access token.
   * @throws KeyringError as `exchange` does; `ERR_KEYRING_GRANT_ENDED` if it says that the grant is invalid, and nobody else
   * has renewed it meanwhile; `ERR_KEYRING_GRANT_STORE`, `ERR_KEYRING_GRANT_LOCKED` where waiting was of no use;
   * `ERR_KEYRING_CREDENTIAL` if there is no refresh token. Nothing was sent then.
   */
  async exchange(
    need: GrantNeed,
    exchange: (refreshToken: string) => Promise<RenewedGrant>,
  ): Promise<MintedToken> {
    const key = await this.#grants.of({ ...need.grant, secret: undefined, scopes: undefined });
    const identity = await this.#identities.of(need.grant);
    const wish: GrantWish = { ...need, key, identity };
    for (let isFirst = true; ; isFirst = false) {
      const turn = await this.#turns.take(wish);
      if ('token' in turn) return turn.token;
      const { claim, refreshToken } = turn;
      const start = Date.now();
      const outcome = await claim
        .during(() => exchange(refreshToken))
        .then(
          (renewed) => ({ renewed }),
          (error: unknown) => ({ error }),
        );
      if ('renewed' in outcome) {
        await this.#keep(wish, claim, { start, refreshToken, renewed: outcome.renewed });
        return outcome.renewed;
      }
      const { error } = outcome;
      if (!exchangeFailureOf(error).invalidGrant) {
        await claim.release();
        throw error;
      }
      // Whoever has overtaken this process may have another one, which is tried once, too.
      if (isFirst && (await claim.isOvertaken())) continue;
      await claim.release({ end: { of: await fingerprint(refreshToken), identity, at: Date.now() } });
      throw this.#errors.ended({ cause: error });
    }
  }

  async #keep(wish: GrantWish, claim: HeldClaim, exchanged: Exchanged): Promise<void> {
    // What a mock answers is good for nobody else.
    if (engineView(wish.request).mock) await claim.release();
    else await claim.save(wish.request, await this.#renewedRecord(wish, claim.record, exchanged));
  }

  async #renewedRecord(
    { identity, refreshToken: given }: GrantWish,
    before: GrantRecord,
    { start, refreshToken, renewed }: Exchanged,
  ): Promise<GrantRecord> {
    const now = Date.now();
    const life = lifeOf(renewed, now, this.#options.documentedLife);
    const refresh = refreshOf(renewed, now);
    const refreshAt = refresh === undefined ? undefined : start + refresh;
    const { value, details } = renewed;
    const token = { value, expiresAt: start + life, life, refreshAt, details, identity };
    const used = [before.refreshToken, refreshToken, given].filter((one) => one !== undefined);
    const prints = await Promise.all(used.map(async (one) => fingerprint(one)));
    return {
      refreshToken: isRefreshToken(renewed.refreshToken) ? renewed.refreshToken : refreshToken,
      known: remember(before.known, ...prints),
      token: life > 0 ? token : undefined,
    };
  }
}

interface Exchanged {
  /** When the refresh token was sent, in milliseconds since the epoch. */
  readonly start: number;
  readonly refreshToken: string;
  readonly renewed: RenewedGrant;
}
