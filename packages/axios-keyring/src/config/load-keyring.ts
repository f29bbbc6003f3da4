import { refuseUncalled } from '@axios-keyring/core/engine';
import { type Keyring } from '../create-keyring.js';
import { type KeyringReport, type LoadKeyringOptions } from './keyring-report.js';

/**
 * Makes a keyring of the config that services share. Only providers that are installed are loaded; a request to
 * another one fails before it is sent, saying what to install.
 *
 * @throws KeyringError `ERR_KEYRING_CONFIG` with everything that is wrong, each with its file and place.
 */
export function loadKeyring(options?: LoadKeyringOptions): Promise<Keyring>;
export function loadKeyring(options: LoadKeyringOptions = {}): object {
  // At once: a synchronous interceptor that answers with a promise would send its request without anything.
  const uncalled = refuseUncalled(options, 'loadKeyring', 'await loadKeyring()');
  // Loaded when it is called: who only composes needs no file system.
  return uncalled ?? import('./load.js').then(({ load }) => load(options));
}

/**
 * Does what {@link loadKeyring} does, and says what it found, in place of failing. No secret is in the report.
 */
export async function inspectKeyring(options: LoadKeyringOptions = {}): Promise<KeyringReport> {
  const { inspect } = await import('./load.js');
  return inspect(options);
}
