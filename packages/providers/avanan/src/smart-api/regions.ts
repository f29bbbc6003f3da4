/**
 * The Smart API's base URLs. Regions are isolated: each needs an API key of its own.
 *
 * Source: the "URLs and URL Base" page of the Smart API guide; the United Arab Emirates as public clients have it.
 */
export const regions = {
  us: 'https://smart-api-production-1-us.avanan.net/v1.0',
  eu: 'https://smart-api-production-1-eu.avanan.net/v1.0',
  ca: 'https://smart-api-production-1-ca.avanan.net/v1.0',
  au: 'https://smart-api-production-5-ap.avanan.net/v1.0',
  uk: 'https://smart-api-production-1-euw2.avanan.net/v1.0',
  in: 'https://smart-api-production-1-aps1.avanan.net/v1.0',
  uae: 'https://smart-api-production-1-mec1.avanan.net/v1.0',
} as const;

/** A region of the Smart API. */
export type Region = keyof typeof regions;

/** All regions, as the option `region` takes them. */
export const regionNames = ['us', 'eu', 'ca', 'au', 'uk', 'in', 'uae'] as const satisfies readonly Region[];
