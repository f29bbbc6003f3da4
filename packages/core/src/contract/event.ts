/** What can happen to a request's credentials. */
export type KeyringEventType =
  /** Credential headers were added; `headers` names them. */
  | 'authorized'
  /** The API refused the credential; `status` says how. */
  | 'refused'
  /** A refused credential was renewed, and the request is sent once more. */
  | 'recovered'
  /** A redirect is followed; `to` says where, `status` how. */
  | 'redirected'
  /** A token was minted because there was none. */
  | 'token-minted'
  /** A token was minted because the one at hand was about to expire, or was refused. */
  | 'token-renewed'
  /** A token at hand was used. */
  | 'token-reused'
  /** A token that another process had minted was taken from the token store. */
  | 'token-shared'
  /** A token could not be minted; `code` says why, `retryAt` when the next request may try again. */
  | 'token-failed'
  /**
   * The token store failed, took too long, or held something unreadable; `code` says which. Requests go on. Of a grant store,
   * this is told when a renewal begins to wait for it.
   */
  | 'store-failed'
  /** The token store works again. */
  | 'store-resumed'
  /** A grant was renewed, and is safe in the grant store. */
  | 'grant-stored'
  /**
   * A grant was renewed, and the grant store did not take the new one; `code` says why. It serves from this process alone, and
   * is lost if the process ends before `grant-stored` follows.
   */
  | 'grant-not-stored'
  /** The API's Date header showed that this machine's clock is wrong; `offset` says by how much. */
  | 'clock-corrected'
  /**
   * A request to the axios instance's own `baseURL` went out without a credential, because no base URL of the
   * interceptor covers it. Once per origin, of 1,000 origins at most; `url` is the origin alone.
   */
  | 'unmatched';

/** Something that happened to a request's credentials. It never carries a secret, and no query of a URL. */
export interface KeyringEvent {
  readonly type: KeyringEventType;
  /** The provider's short name. */
  readonly provider: string;
  /** In capitals. */
  readonly method: string;
  /** Origin and path. */
  readonly url: string;
  /** The names of the headers that were added. */
  readonly headers?: readonly string[];
  readonly status?: number;
  /** Origin and path of a redirect's target. */
  readonly to?: string;
  /** When a token expires, in milliseconds since the epoch. */
  readonly expiresAt?: number;
  /** When a token may be minted again, in milliseconds since the epoch. */
  readonly retryAt?: number;
  /** What has to be added to this machine's clock, in milliseconds. */
  readonly offset?: number;
  /** An error's code. */
  readonly code?: string;
}

/** Receives events. What it throws is passed over: a listener must not fail a request. */
export type KeyringEventListener = (event: KeyringEvent) => void;
