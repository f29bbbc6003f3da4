import { type RefusalFacts } from '@axios-keyring/core';
import { scopeHint } from '../scope-hint.js';
import { type DateFormat } from './date.js';

/** A Date header is exact to the second, and requests take their time: less than this explains nothing. */
const clockTolerance = 60_000;

/** What a date that ends in Z leads to, on every path. */
export const zoneRefused = 'The live API answers so to a date that ends in Z. Leave dateFormat at "utc".';

/** Explains the Smart API's refusals. Its gateway answers with one word, so the rest is what usually is wrong. */
export function explainRefusal({
  dateFormat,
}: {
  readonly dateFormat: DateFormat;
}): (facts: RefusalFacts) => string | undefined {
  return (facts) => {
    const { status, body } = facts;
    if (status === 500 && dateFormat === 'utc-z') {
      return zoneRefused;
    }
    if (status === 401) return clockHint(facts) ?? unauthorized;
    if (status !== 403) return scopeHint(facts);
    if (/msp endpoint/i.test(body)) return mspKey;
    return clockHint(facts) ?? wrongSignature(facts);
  };
}

const unauthorized =
  'The API found x-av- headers missing, which a proxy may have removed, or does not accept the token. The next request ' +
  'fetches a new one. If that is refused too, check that nothing between here and the API changes the headers, and that ' +
  'the API key still exists.';

const mspKey =
  'Endpoints below /msp/ take only the key of a managed service provider, which Avanan Support issues; this is the ' +
  'key of a tenant.';

function wrongSignature({ request }: RefusalFacts): string {
  return (
    `The signature was not accepted. It covers ${request.url.pathname} and the query as they left: a proxy between ` +
    'here and the API must not rewrite them. Otherwise secretKey is not the one of applicationId in this region.'
  );
}

function clockHint({ clockOffset }: RefusalFacts): string | undefined {
  if (Math.abs(clockOffset) < clockTolerance) return undefined;
  const minutes = Math.round(Math.abs(clockOffset) / 60_000);
  return (
    `The signed date is about ${minutes} minutes ${clockOffset > 0 ? 'behind' : 'ahead of'} the API’s clock, by the Date ` +
    'header of its answer. Set the clock of this machine right.'
  );
}
