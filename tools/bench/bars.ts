import { type Figure } from './figure.js';

/** A figure that has to stay below a bar. Its row in the README has the figure's name. */
export interface Bar {
  readonly name: string;
  readonly limit: number;
}

/** What has to be shown, in the order of the README's table. */
export const bars = {
  loopbackHeader: {
    name: 'over loopback, header provider, against bare axios (http adapter)',
    limit: 0.85,
  },
  loopbackSigned: {
    name: 'over loopback, ACS HMAC with a 1 KiB body, against bare axios (http adapter)',
    limit: 0.95,
  },
  loopbackHeaderFetch: {
    name: 'over loopback, header provider, against bare axios (fetch adapter)',
    limit: 1.05,
  },
  loopbackSignedFetch: {
    name: 'over loopback, ACS HMAC with a 1 KiB body, against bare axios (fetch adapter)',
    limit: 1.1,
  },
  header: { name: 'do-nothing adapter, header provider, against bare axios', limit: 1.25 },
  signed: {
    name: 'added cost, ACS HMAC with a 1 KiB body, against a hand-written HMAC interceptor’s',
    limit: 1.2,
  },
  signedLikeAws: { name: 'added cost, ACS HMAC with a 1 KiB body, against aws4-axios’s', limit: 0.35 },
  signing: { name: 'ACS authorize alone against plain node:crypto', limit: 1.3 },
  unmatched: { name: 'unmatched request against bare axios', limit: 1.08 },
  routes: { name: 'match among 100,000 routes against among 10', limit: 1.5 },
  exchanges: { name: 'exchanges for 10,000 concurrent requests on an expired token', limit: 1 },
} as const satisfies Readonly<Record<string, Bar>>;

/**
 * The figure for a bar.
 *
 * @param note - What the value is made of, for example how many microseconds were added.
 */
export function barFigure({ name, limit }: Bar, value: number, note?: string): Figure {
  return { name, value, bar: limit, ...(note !== undefined && { note }) };
}
