/**
 * The hosts of the Infinity Portal, which serve the API and issue its tokens. Regions are isolated: each needs an
 * API key of its own.
 *
 * Source: the Harmony Email & Collaboration API reference; Singapore as public clients have it.
 */
export const portalHosts = {
  us: 'https://cloudinfra-gw-us.portal.checkpoint.com',
  eu: 'https://cloudinfra-gw.portal.checkpoint.com',
  ca: 'https://cloudinfra-gw.ca.portal.checkpoint.com',
  au: 'https://cloudinfra-gw.ap.portal.checkpoint.com',
  uk: 'https://cloudinfra-gw.uk.portal.checkpoint.com',
  in: 'https://cloudinfra-gw.in.portal.checkpoint.com',
  uae: 'https://cloudinfra-gw.me.portal.checkpoint.com',
  sg: 'https://cloudinfra-gw.sg.portal.checkpoint.com',
} as const;

/** A region of the Infinity Portal. */
export type PortalRegion = keyof typeof portalHosts;

/** All regions, as the option `region` takes them. */
export const portalRegionNames = [
  ...(['us', 'eu', 'ca', 'au'] as const),
  ...(['uk', 'in', 'uae', 'sg'] as const),
] satisfies readonly PortalRegion[];
