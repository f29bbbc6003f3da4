import { KeyringError } from './errors.js';

/** Whose credentials are meant for servers only, as a message names it. */
export interface ServerOnlyCredential {
  /** The provider's short name. */
  readonly provider: string;
  /** The function that makes its interceptor. */
  readonly call: string;
  /** For example `the API token`. */
  readonly secret: string;
  /** What an application in a browser does instead, as a sentence. */
  readonly instead: string;
}

/**
 * Refuses to work in a page, whose visitors could all read the secret. A worker has no document, and is taken for a
 * server.
 *
 * @param dangerouslyAllowed - The option `dangerouslyAllowBrowser`.
 * @throws KeyringError `ERR_KEYRING_OPTION`
 */
export function refuseBrowser(
  { provider, call, secret, instead }: ServerOnlyCredential,
  dangerouslyAllowed: boolean,
): void {
  if (dangerouslyAllowed || !isBrowser()) return;
  throw new KeyringError({
    code: 'ERR_KEYRING_OPTION',
    provider,
    option: 'dangerouslyAllowBrowser',
    message:
      `This is a browser, where every visitor could read ${secret}. ${instead} If nobody else can open this page, ` +
      `say so with ${call}({ dangerouslyAllowBrowser: true }).`,
  });
}

function isBrowser(): boolean {
  const page: unknown = Reflect.get(globalThis, 'window');
  return typeof page === 'object' && page !== null && Boolean(Reflect.get(page, 'document'));
}
