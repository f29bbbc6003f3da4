import { KeyringError } from '@axios-keyring/core';

/**
 * Refuses to work in a page, whose visitors could all read the API token. "Never expose a TaxJar API token in a
 * frontend AJAX request": https://developers.taxjar.com/integrations/authentication/#api-guidelines
 *
 * @throws KeyringError `ERR_KEYRING_OPTION`
 */
export function refuseBrowser(dangerouslyAllowBrowser: boolean): void {
  if (dangerouslyAllowBrowser || !isBrowser()) return;
  throw new KeyringError({
    code: 'ERR_KEYRING_OPTION',
    provider: 'taxjar',
    option: 'dangerouslyAllowBrowser',
    message:
      'This is a browser, where every visitor could read the API token. Call TaxJar from your server, or through ' +
      'a proxy that adds the API token. If nobody else can open this page, say so with ' +
      'taxjar({ dangerouslyAllowBrowser: true }).',
  });
}

function isBrowser(): boolean {
  const page: unknown = Reflect.get(globalThis, 'window');
  return typeof page === 'object' && page !== null && Boolean(Reflect.get(page, 'document'));
}
