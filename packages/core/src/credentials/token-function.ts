import { type MaybePromise } from '../contract/maybe-promise.js';
import { type SecretInput } from '../contract/secret.js';
import { withinTime } from '../platform/within-time.js';
import { callForSecret, type SecretOwner } from './call-for-secret.js';

/** Fetches a token that serves for every request. */
export type FetchToken = () => MaybePromise<string | null | undefined>;

/** How long the function may take, in milliseconds: every request waits for it. */
const longestCall = 60_000;

/**
 * A user's function for tokens that are good for every request, so that a provider may keep what it returns. It is
 * apart from a {@link SecretFunction}, which is asked for each request.
 */
export interface TokenFunction {
  /**
   * Asks for a token.
   *
   * @throws KeyringError `ERR_KEYRING_CREDENTIAL`, naming the provider and the option; also after 60,000 ms.
   */
  readonly fetch: () => Promise<string>;
}

/** Whether a secret is a function that takes no request. */
export function isFetchToken(input: SecretInput): input is FetchToken {
  return typeof input === 'function' && input.length === 0;
}

/** Makes of a user's function what a provider calls. */
export function tokenFunction(fetch: FetchToken, owner: SecretOwner): TokenFunction {
  return { fetch: async () => callForSecret(() => withinTime(longestCall, async () => fetch()), owner) };
}
