import { json } from './answer.js';
import { route, type Step } from './emulator.js';
import { pathOf } from './request.js';
import type { ReceivedRequest } from './server.js';

// https://developers.taxjar.com/api/reference/#versioning names the first two; clients are seen to send the third.
const knownVersions = ['2012-01-01', '2020-08-07', '2022-01-24'];

/** What an account created since July 2021 has. */
const accountVersion = '2020-08-07';

/** The response header that says in which dated version of the API the answer is. The vendor has no such header. */
const versionHeader = 'x-emulator-api-version';

function versionOf(request: ReceivedRequest): string {
  const wanted = request.headers['x-api-version'];
  return typeof wanted === 'string' && knownVersions.includes(wanted) ? wanted : accountVersion;
}

function withVersion(step: Step): Step {
  return async (request) => {
    const answer = await step(request);
    return answer && { ...answer, headers: { ...answer.headers, [versionHeader]: versionOf(request) } };
  };
}

const steps: readonly Step[] = [
  route('GET', /^\/v2\/categories$/, () =>
    json(200, {
      categories: [
        { product_tax_code: '20010', name: 'Clothing', description: 'All human wearing apparel' },
        { product_tax_code: '30070', name: 'Software as a Service', description: 'Pre-written software' },
      ],
    }),
  ),
  route('POST', /^\/v2\/taxes$/, () =>
    json(200, {
      tax: {
        order_total_amount: 16.5,
        shipping: 1.5,
        taxable_amount: 15,
        amount_to_collect: 1.35,
        rate: 0.09,
        has_nexus: true,
        freight_taxable: false,
        tax_source: 'destination',
      },
    }),
  ),
  route('GET', /^\/v2\/rates\/[^/]+$/, ({ target }) =>
    json(200, {
      rate: { zip: pathOf(target).slice('/v2/rates/'.length), state: 'CA', combined_rate: '0.09' },
    }),
  ),
  ({ method, target, body }) => json(200, { method, target, body: body.toString() }),
];

/** TaxJar's well known answers, and an echo for everything else. */
export const routes: readonly Step[] = steps.map(withVersion);
