import { answerTo, json, pathOf, type Step } from '@axios-keyring/testing';

// https://developers.taxjar.com/api/reference/#versioning names the first two; clients are seen to send the third.
const knownVersions = ['2012-01-01', '2020-08-07', '2022-01-24'];

/** What an account created since July 2021 has. */
const accountVersion = '2020-08-07';

/** The response header that says in which dated version of the API the answer is. The vendor has no such header. */
const versionHeader = 'x-emulator-api-version';

const known: readonly Step[] = [
  answerTo('GET', /^\/v2\/categories$/, () =>
    json(200, {
      categories: [
        { product_tax_code: '20010', name: 'Clothing', description: 'All human wearing apparel' },
        { product_tax_code: '30070', name: 'Software as a Service', description: 'Pre-written software' },
      ],
    }),
  ),
  answerTo('POST', /^\/v2\/taxes$/, () =>
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
  answerTo('GET', /^\/v2\/rates\/[^/]+$/, ({ target }) =>
    json(200, {
      rate: { zip: pathOf(target).slice('/v2/rates/'.length), state: 'CA', combined_rate: '0.09' },
    }),
  ),
  ({ method, target, body }) => json(200, { method, target, body: body.toString() }),
];

function withVersion(step: Step): Step {
  return async (request) => {
    const answer = await step(request);
    const wanted = request.headers['x-api-version'];
    const version = typeof wanted === 'string' && knownVersions.includes(wanted) ? wanted : accountVersion;
    return answer && { ...answer, headers: { ...answer.headers, [versionHeader]: version } };
  };
}

/** TaxJar's well known answers, and an echo for everything else. */
export const answers: readonly Step[] = known.map(withVersion);
