import { hostProcess } from './platform/host.js';
import { property } from './platform/values.js';
import { KeyringError } from './platform/errors.js';
import { functionName } from './options/problems.js';

/** Why a provider's credentials are for servers only. */
export interface ServerOnly {
  /** What every visitor of a page could read, for example `the API token`. */
  readonly secret: string;
  /** What an application in a browser does instead, as a sentence. */
  readonly instead: string;
}

/**
 * Refuses to work in a page, whose visitors could all read the secret. A worker has no document, and is taken for a
 * server.
 *
 * @throws KeyringError `ERR_KEYRING_OPTION`
 */
export function refuseBrowser(provider: string, { secret, instead }: ServerOnly): void {
  if (!isBrowser()) return;
  throw new KeyringError({
    code: 'ERR_KEYRING_OPTION',
    provider,
    option: 'dangerouslyAllowBrowser',
    message:
      `This is a browser, where every visitor could read ${secret}. ${instead} If nobody else can open this page, ` +
      `say so with ${functionName(provider) ?? ''}({ dangerouslyAllowBrowser: true }).`,
  });
}

// Server-side rendering, jsdom and some polyfills give a server a window and a document. Node's process says by its tag
// what it is, which those for pages do not; in a window of Electron that has one too, it has the type of a renderer.
function isBrowser(): boolean {
  const process = hostProcess();
  const isServer = Object.prototype.toString.call(process) === '[object process]';
  if (isServer && property(process, 'type') !== 'renderer') return false;
  const page: unknown = Reflect.get(globalThis, 'window');
  return typeof page === 'object' && page !== null && Boolean(Reflect.get(page, 'document'));
}
