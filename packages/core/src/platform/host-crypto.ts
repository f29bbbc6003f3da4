import { KeyringError } from './errors.js';

/** What there is of WebCrypto. */
export function hostCrypto(): Partial<Crypto> {
  const host: { crypto?: Partial<Crypto> } = globalThis;
  return host.crypto ?? {};
}

/** @param consequence - What cannot be done, and what to do about it. */
export function lacking(what: string, consequence: string): KeyringError {
  const message = `There is no ${what} here, so ${consequence}.`;
  return new KeyringError({ code: 'ERR_KEYRING_SURROUNDINGS', message });
}
