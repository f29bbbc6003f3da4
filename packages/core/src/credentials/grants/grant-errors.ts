import { KeyringError } from '../../platform/errors.js';
import { exchangeFailureOf } from '../tokens/failures.js';
import { storeFailureCode } from '../tokens/store-guard.js';
import { type GrantClaim } from './grant-record.js';

/** What the errors of a grant name. */
export interface GrantNames {
  readonly provider: string;
  /** The option that takes the user's refresh token. */
  readonly option: string;
  /** How the user consents anew, in sentences of their own. */
  readonly consent: string;
}

/** The errors of a grant, each with what to do. */
export class GrantErrors {
  readonly #names: GrantNames;

  constructor(names: GrantNames) {
    this.#names = names;
  }

  /** The server refused the refresh token for good. */
  ended(why: { readonly cause: unknown } | { readonly at: number }): KeyringError {
    const { provider, option, consent } = this.#names;
    const cause = 'cause' in why ? why.cause : undefined;
    const told = 'at' in why ? ` at ${new Date(why.at).toISOString()}` : '';
    const message =
      `The grant has ended: the server refused its refresh token${told}, because the user took it back, it is too old, it ` +
      'belongs to another client ID, or somebody else used it. Let the user consent anew, and give the refresh token that ' +
      `comes of it as ${option}. ${consent}`;
    const exchange = { ...exchangeFailureOf(cause), refused: true };
    const code = 'ERR_KEYRING_GRANT_ENDED';
    return new KeyringError({ code, provider, option, message: message.trimEnd(), exchange, cause });
  }

  /** There is nothing to begin with. */
  missing(): KeyringError {
    const { provider, option, consent } = this.#names;
    const message =
      `There is no refresh token: ${option} is not given, and the grant store has none. Let the user consent, and give the ` +
      `refresh token that comes of it as ${option}. ${consent}`;
    return new KeyringError({ code: 'ERR_KEYRING_CREDENTIAL', provider, option, message: message.trimEnd() });
  }

  /** Another process does not come to an end. */
  locked({ holder, since }: GrantClaim): KeyringError {
    const message =
      `The grant is being renewed by ${holder} since ${new Date(since).toISOString()}, and it still lives. No two may do so ` +
      'at once. See what it waits for, such as its proxy or the token endpoint, or end it: another takes over then.';
    const { provider } = this.#names;
    return new KeyringError({ code: 'ERR_KEYRING_GRANT_LOCKED', provider, message });
  }

  /** The store fails. Its own message stays with the cause: it may repeat what it was given. */
  store(operation: 'read' | 'written', cause: unknown): KeyringError {
    const message =
      `The grant store cannot be ${operation} (${storeFailureCode(cause)}), so the grant was not renewed, and is not lost. See ` +
      'whether the store runs, and whether this process may read and write there.';
    return new KeyringError({
      code: 'ERR_KEYRING_GRANT_STORE',
      provider: this.#names.provider,
      message,
      cause,
    });
  }

  /** The store holds something else. */
  unreadable(): KeyringError {
    const { provider, option } = this.#names;
    const message =
      'The grant store holds something that was not written by axios-keyring, or by a later version of it. It was left as it ' +
      'is. Restore it from a backup that is not older than the last renewal; else remove it, let the user consent anew, ' +
      `and give the new refresh token as ${option}.`;
    return new KeyringError({ code: 'ERR_KEYRING_GRANT_STORE', provider, option, message });
  }
}
