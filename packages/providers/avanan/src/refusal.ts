import { type RefusalFacts, type RefusalReasons } from '@axios-keyring/core';

/** A Date header is exact to the second, and requests take their time: less than this explains nothing. */
const clockTolerance = 60_000;

/** What a date that ends in Z leads to, on every path. */
export const zoneRefused = 'The live API answers so to a date that ends in Z. Leave dateFormat at "utc".';

/** Explains the Smart API's refusals. Its gateway answers with one word, so the rest is what usually is wrong. */
export function smartApiReasons(dateFormat: 'utc' | 'utc-z'): RefusalReasons {
  return {
    400: scopeHint,
    401: (facts) =>
      clockHint(facts) ??
      'The API found x-av- headers missing, which a proxy may have removed, or does not accept the token. The next ' +
        'request fetches a new one. If that is refused too, check that nothing between here and the API changes the ' +
        'headers, and that the API key still exists.',
    403: (facts) =>
      isOfProviders(facts)
        ? 'Endpoints below /msp/ take only the key of a managed service provider, which Avanan Support issues; this is ' +
          'the key of a tenant.'
        : (clockHint(facts) ??
          `The signature was not accepted. It covers ${facts.request.url.pathname} and the query as they left: a proxy ` +
            'between here and the API must not rewrite them. Otherwise secretKey is not the one of applicationId in ' +
            'this region.'),
    ...(dateFormat === 'utc-z' && { 500: zoneRefused }),
  };
}

/** Explains the Infinity Portal's refusals. */
export const portalReasons: RefusalReasons = {
  400: scopeHint,
  401:
    'The portal does not accept the token. The next request fetches a new one. If that is refused too, check that the ' +
    'key belongs to this region and to the service Email & Collaboration, that it has not been removed, and that no ' +
    'proxy removes Authorization.',
  403: (facts) =>
    isOfProviders(facts)
      ? 'Endpoints below /msp/ take only the key of a managed service provider; this is the key of a tenant.'
      : 'The key is known, but its role does not allow this. Give it another role in the portal.',
};

function isOfProviders({ body }: RefusalFacts): boolean {
  return /msp endpoint/i.test(body);
}

function clockHint({ clockOffset }: RefusalFacts): string | undefined {
  if (Math.abs(clockOffset) < clockTolerance) return undefined;
  const minutes = Math.round(Math.abs(clockOffset) / 60_000);
  return (
    `The signed date is about ${minutes} minutes ${clockOffset > 0 ? 'behind' : 'ahead of'} the API’s clock, by the Date ` +
    'header of its answer. Set the clock of this machine right.'
  );
}

/**
 * Explains a 400 where a key for several scopes was to name one; the endpoints are the same on both platforms. Actions
 * name it in a body, which is not read here, so what is said of them is a condition only.
 */
function scopeHint({ request }: RefusalFacts): string | undefined {
  const { pathname, searchParams } = request.url;
  const [, endpoint] = /\/v1\.0\/(action|task|exceptions|sectool-exceptions)(?:\/|$)/.exec(pathname) ?? [];
  const isNamed = endpoint !== 'action' && searchParams.has('scope');
  if (endpoint === undefined || isNamed) return undefined;
  const where = endpoint === 'action' ? 'in requestData of the body' : 'in the query';
  return `If the key covers several scopes, this has to name one of them: as scope ${where}. GET /v1.0/scopes lists them.`;
}
