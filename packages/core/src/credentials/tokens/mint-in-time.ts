import { KeyringError } from '../../platform/errors.js';
import { LateError, withinTime } from '../../platform/within-time.js';

/**
 * How long a fetch may take, in milliseconds: all requests of the identity wait for it. A user's function has 60,000 of
 * its own, and an exchange 10,000, so this is for what forgets to end.
 */
const longestMint = 70_000;

/**
 * Fetches a token, and gives up where that never ends.
 *
 * @throws KeyringError `ERR_KEYRING_TOKEN_EXCHANGE` after 70,000 milliseconds, else what the fetch throws.
 */
export async function mintInTime<Minted>(provider: string, mint: () => Promise<Minted>): Promise<Minted> {
  try {
    return await withinTime(longestMint, mint);
  } catch (cause) {
    if (!(cause instanceof LateError)) throw cause;
    const message =
      `No token was fetched. ${cause.message} See what its function or its server waits for. ` +
      'The request was not sent.';
    throw new KeyringError({ code: 'ERR_KEYRING_TOKEN_EXCHANGE', provider, message, cause });
  }
}
