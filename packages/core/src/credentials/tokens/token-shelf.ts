import { LruMap } from 'toad-cache';
import { type WireRequest } from '../../contract/wire-request.js';
import { isAhead } from '../clock.js';
import { recordUse } from '../used-credentials.js';
import { type Odds } from './failures.js';
import { type Flight } from './flight.js';
import { type SharedTokens } from './shared-tokens.js';
import { keep, type KeptToken, type RenewalWindows, type Token } from './token.js';

/** What a {@link TokenShelf} is made with. */
export interface ShelfOptions {
  readonly maxIdentities: number;
  readonly windows: RenewalWindows;
  readonly odds: Odds;
}

/** An exchange that is under way. */
export interface Renewal {
  /** The request over whose agents and proxy it goes. */
  readonly request: WireRequest;
  readonly flight: Flight<KeptToken>;
}

/** What is known of one identity. */
interface Entry {
  readonly token?: KeptToken | undefined;
  /** The last token that the API refused; no store brings it back. */
  readonly refused?: string | undefined;
  /** Until when a refusal says nothing about the token, in milliseconds since the epoch. */
  readonly trustedUntil?: number | undefined;
}

/** How long a token is kept after a new one was refused like the one before, in milliseconds. */
const trustTime = 30_000;

/** The tokens at hand, by the keys of their identities. */
export class TokenShelf {
  /** Where they are shared with other processes. */
  readonly shared: SharedTokens | undefined;
  // Apart from the entries, none of which may give way while requests wait for it.
  readonly pending = new Map<string, Renewal>();
  readonly #entries: LruMap<Entry>;
  readonly #options: ShelfOptions;

  constructor(options: ShelfOptions, shared?: SharedTokens) {
    this.#options = options;
    this.#entries = new LruMap(options.maxIdentities);
    this.shared = shared;
  }

  /** What there is; it may have expired. */
  find(key: string): Entry {
    return this.#entries.get(key) ?? {};
  }

  /** A token that need not be renewed before it is used. */
  serving(key: string): KeptToken | undefined {
    const { token } = this.find(key);
    return token && this.#options.odds.now() < token.forcedAt ? token : undefined;
  }

  keep(key: string, token: Token): KeptToken {
    const { windows, odds } = this.#options;
    const kept = keep(token, windows, odds.random());
    this.#entries.set(key, { token: kept, refused: this.find(key).refused });
    return kept;
  }

  /** Whether a token is newer than what is there, and not about to expire. */
  isNew(key: string, token: Token): boolean {
    const { token: present, refused } = this.find(key);
    const { windows, odds } = this.#options;
    const isOther = token.value !== refused && token.value !== present?.value;
    const isLater = token.expiresAt > (present?.expiresAt ?? 0);
    return isOther && isLater && odds.now() < keep(token, windows, 0).forcedAt;
  }

  /** Notes that a request is authorized with a token. */
  use(request: WireRequest, key: string, token: KeptToken): KeptToken {
    const forget = (refusedOne: WireRequest, used: string): boolean => this.#forget(refusedOne, key, used);
    const trust = (used: string): void => {
      this.#trust(key, used);
    };
    recordUse(request, { forget, trust }, token.value, token.borrowed);
    return token;
  }

  /** Forgets a token that the API refused, unless another request has renewed it already. */
  #forget(request: WireRequest, key: string, refused: string): boolean {
    const { token, trustedUntil = 0 } = this.find(key);
    const isPresent = token?.value === refused;
    const { odds, windows } = this.#options;
    const { minimumAge } = windows;
    if (isPresent && isAhead(trustedUntil, odds.now(), trustTime)) return false;
    if (isPresent && isAhead(token.mintedAt + minimumAge, odds.now(), minimumAge)) return false;
    // An identity that gave way to others may have left its token in the store.
    if (isPresent || !this.#entries.get(key)) {
      this.#entries.set(key, { refused });
      this.shared?.forget(request, key, refused);
    }
    return true;
  }

  /** Where a new token is refused like the one before, tokens are not the cause: another one would change nothing. */
  #trust(key: string, refused: string): void {
    const entry = this.find(key);
    if (entry.token?.value !== refused) return;
    this.#entries.set(key, { ...entry, trustedUntil: this.#options.odds.now() + trustTime });
  }
}
