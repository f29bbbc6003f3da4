import { json } from './answer.js';
import { route, runEmulator, type Check, type Emulator, type EmulatorOptions } from './emulator.js';
import { Refusal, type Refuse } from './refusal.js';
import { mediaTypeOf, onlyHeader, pathOf } from './request.js';
import type { ReceivedRequest } from './server.js';

/** Options of the TaxJar emulator. */
export interface TaxjarOptions extends EmulatorOptions {
  /** The API token that is accepted. Default: the sample token of TaxJar's API reference. */
  readonly apiToken?: string | undefined;
}

/** What the TaxJar emulator accepts. */
export interface TaxjarCredentials {
  readonly apiToken: string;
}

/** {@link https://developers.taxjar.com/api/reference/#authentication | The sample of the API reference.} */
const sampleToken = '9e0cd62a22f451701f29c3bde214';

/** The errors of {@link https://developers.taxjar.com/api/reference/#errors | the API reference.} */
function refusal(request: ReceivedRequest, status: number, error: string, detail: string): Refuse {
  const endpoint = `'${request.method} ${pathOf(request.target)}'`;
  return (sentence) => new Refusal(status, { status, error, detail: `${detail} ${endpoint}` }, sentence);
}

const requireVersion: Check = (request) => {
  if (!pathOf(request.target).startsWith('/v2/')) {
    throw refusal(request, 404, 'Not Found', 'No such route')('The path is not below /v2/.');
  }
};

function requireToken(apiToken: string): Check {
  return (request) => {
    const refuse = refusal(request, 401, 'Unauthorized', 'Not authorized for route');
    const authorization = onlyHeader(request, 'authorization', refuse);
    if (authorization.startsWith('Token ')) {
      if (!/^Token token="[^"]*"$/.test(authorization)) {
        throw refuse('The Token scheme is not followed by token="..." in double quotes.');
      }
    } else if (!authorization.startsWith('Bearer ')) {
      throw refuse('The Authorization scheme is neither Bearer nor Token.');
    }
    if (authorization !== `Bearer ${apiToken}` && authorization !== `Token token="${apiToken}"`) {
      throw refuse('The API token differs.');
    }
  };
}

const requireJson: Check = (request) => {
  const type = mediaTypeOf(request);
  const isBare = type === undefined && request.body.length === 0;
  if (['POST', 'PUT', 'PATCH'].includes(request.method) && type !== 'application/json' && !isBare) {
    const refuse = refusal(request, 406, 'Not Acceptable', 'Unsupported content type for route');
    throw refuse('The Content-Type is not application/json.');
  }
};

const routes = [
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
];

/** TaxJar: one static token in the Authorization header, in either of the two documented forms. */
export function startTaxjar(options: TaxjarOptions = {}): Promise<Emulator<TaxjarCredentials>> {
  const { apiToken = sampleToken } = options;
  return runEmulator({
    options,
    credentials: { apiToken },
    checks: [requireVersion, requireToken(apiToken), requireJson],
    routes,
  });
}
