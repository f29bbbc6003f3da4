import { type RefusalFacts } from '@axios-keyring/core';

/** What the explanations depend on. */
interface Settings {
  readonly environment: 'production' | 'sandbox';
}

/**
 * Says why TaxJar refused a request.
 *
 * Source: https://developers.taxjar.com/api/reference/#errors
 */
export function explainRefusal({ environment }: Settings): (facts: RefusalFacts) => string | undefined {
  return (facts) => {
    switch (facts.status) {
      case 401:
        return unknownToken(environment);
      case 403:
        return (
          'TaxJar knows this API token, but its account may not do this: a trial or subscription has expired, or ' +
          'the plan does not include it. Look at the plan of the account in the TaxJar app.'
        );
      case 406:
        return (
          'TaxJar only takes JSON, not forms. Pass an object as data, not URLSearchParams or FormData, and leave ' +
          'Content-Type to axios or set it to application/json.'
        );
      case 429:
        return tooMany(facts);
      default:
        return undefined;
    }
  };
}

function unknownToken(environment: Settings['environment']): string {
  const other = environment === 'production' ? 'sandbox' : 'production';
  return (
    `TaxJar does not accept this API token. It has to be one of ${environment}, because that is the environment ` +
    `here: one of ${other} only works with taxjar({ environment: '${other}' }). If it is, check that it was copied ` +
    'whole, and that it was not replaced since (a reset ends the old API token at once).'
  );
}

// https://developers.taxjar.com/api/reference/#rate-limiting
function tooMany(facts: RefusalFacts): string {
  const seconds = secondsToWait(facts);
  const wait = seconds === undefined ? 'in a minute' : `in ${seconds} seconds`;
  return (
    'The account has sent more requests in a minute than its plan allows (10,000 on Professional, 25,000 on Premium). ' +
    `Send it again ${wait}, and spread requests, or keep rates and categories for a while.`
  );
}

// Seconds, or a date by the server's clock: https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
function secondsToWait(facts: RefusalFacts): number | undefined {
  const text = facts.header('retry-after')?.trim() ?? '';
  if (/^\d{1,6}$/.test(text)) return Number(text);
  // All that a server may write today; Date.parse would make a date of nearly every number.
  if (!/^[a-z]{3,9}, .* GMT$/i.test(text)) return undefined;
  const served = Date.parse(facts.header('date') ?? '');
  const wait = Date.parse(text) - (Number.isNaN(served) ? Date.now() : served);
  return wait > 0 ? Math.ceil(wait / 1000) : undefined;
}
