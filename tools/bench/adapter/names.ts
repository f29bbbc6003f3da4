/** The contestants of the suite. */
export const names = {
  bare: 'bare axios',
  handWrittenHeader: 'hand-written header',
  header: 'taxjar',
  unmatched: 'unmatched, one provider',
  unmatchedKeyring: 'unmatched, keyring of 100 routes',
  barePost: 'bare axios, 1 KiB',
  handWrittenHmac: 'hand-written HMAC, 1 KiB',
  aws: 'aws4-axios, 1 KiB',
  signed: 'ACS HMAC, 1 KiB',
} as const;
