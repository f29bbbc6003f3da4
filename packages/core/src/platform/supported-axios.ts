import { axios } from './axios.js';
import { KeyringError } from './errors.js';

/**
 * Refuses an axios that this package was not made for. What has no version, as a mock, is left alone.
 *
 * @throws KeyringError `ERR_KEYRING_NOT_INSTALLED`, naming the version.
 */
export function refuseOtherAxios(): void {
  const version: unknown = Reflect.get(Object(axios), 'VERSION');
  if (typeof version !== 'string' || /^1\.(?:[7-9]|\d{2,})\./.test(version)) return;
  const message = `axios ${version} is installed, and 1.7.0 or later (below 2) is needed. Run: npm install axios@1.`;
  throw new KeyringError({ code: 'ERR_KEYRING_NOT_INSTALLED', message });
}
