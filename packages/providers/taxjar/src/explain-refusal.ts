import { type RefusalFacts, type RefusalReasons, retryAfterOf } from '@axios-keyring/core';

/** More, in seconds, is not what a limit by the minute takes: a day. */
const longestWait = 86_400;

/**
 * Says why TaxJar refused a request.
 *
 * Source: https://developers.taxjar.com/api/reference/#errors
 */
export function explainRefusal({ environment }: { readonly environment: string }): RefusalReasons {
  const other = environment === 'production' ? 'sandbox' : 'production';
  return {
    401:
      `TaxJar does not accept this API token. It has to be one of ${environment}, because that is the environment ` +
      `here: one of ${other} only works with taxjar({ environment: '${other}' }). If it is, check that it was copied ` +
      'whole, and that it was not replaced since (a reset ends the old API token at once).',
    403:
      'TaxJar knows this API token, but its account may not do this: a trial or subscription has expired, or the ' +
      'plan does not include it. Look at the plan of the account in the TaxJar app.',
    406:
      'TaxJar only takes JSON, not forms. Pass an object as data, not URLSearchParams or FormData, and leave ' +
      'Content-Type to axios or set it to application/json.',
    // https://developers.taxjar.com/api/reference/#rate-limiting
    429: (facts) =>
      'The account has sent more requests in a minute than its plan allows (10,000 on Professional, 25,000 on ' +
      `Premium). Send it again ${waitOf(facts)}, and spread requests, or keep rates and categories for a while.`,
  };
}

function waitOf(facts: RefusalFacts): string {
  const seconds = Math.ceil(retryAfterOf(facts) / 1000);
  return seconds > 0 && seconds <= longestWait ? `in ${seconds} seconds` : 'in a minute';
}
