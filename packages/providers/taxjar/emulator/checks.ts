import {
  type Check,
  mediaTypeOf,
  onlyHeader,
  optionalHeader,
  pathOf,
  type ReceivedRequest,
  type Refuse,
  refuseWith,
} from '@axios-keyring/testing';

/** Which of TaxJar's two API hosts is played. */
export type TaxjarEnvironment = 'production' | 'sandbox';

/** What the account behind the API token has paid for. */
export type TaxjarPlan = 'professional' | 'starter' | 'expired';

/**
 * A token for each environment: that of
 * {@link https://developers.taxjar.com/api/reference/#authentication | the API reference}, and one made up.
 */
export const sampleTokens: Readonly<Record<TaxjarEnvironment, string>> = {
  production: '9e0cd62a22f451701f29c3bde214',
  sandbox: '5a4db07c11e92860f7d3c6ab1e02',
};

// https://developers.taxjar.com/api/reference/#errors
const errors: ReadonlyMap<number, string> = new Map([
  [400, 'Bad Request'],
  [401, 'Unauthorized'],
  [403, 'Forbidden'],
  [404, 'Not Found'],
  [405, 'Method Not Allowed'],
  [406, 'Not Acceptable'],
  [410, 'Gone'],
  [422, 'Unprocessable Entity'],
  [429, 'Too Many Requests'],
  [500, 'Internal Server Error'],
  [503, 'Service Unavailable'],
]);

/** TaxJar's refusals of a request: status, error, and a detail that ends with the endpoint. */
function refusing({ method, target }: ReceivedRequest, status: number, detail: string): Refuse {
  const endpoint = `'${method} ${pathOf(target)}'`;
  return refuseWith(status, { status, error: errors.get(status), detail: `${detail} ${endpoint}` });
}

export const requireVersion: Check = (request) => {
  if (!pathOf(request.target).startsWith('/v2/')) {
    throw refusing(request, 404, 'No such route')('The path is not below /v2/.');
  }
};

export function requireToken(accepted: readonly string[], environment: TaxjarEnvironment): Check {
  const other = environment === 'production' ? 'sandbox' : 'production';
  return (request) => {
    const refuse = refusing(request, 401, 'Not authorized for route');
    const authorization = onlyHeader(request, 'authorization', refuse);
    if (authorization.startsWith('Token ')) {
      if (!/^Token token="[^"]*"$/.test(authorization)) {
        throw refuse('The Token scheme is not followed by token="..." in double quotes.');
      }
    } else if (!authorization.startsWith('Bearer ')) {
      throw refuse('The Authorization scheme is neither Bearer nor Token.');
    }
    const isOf = (token: string): boolean =>
      authorization === `Bearer ${token}` || authorization === `Token token="${token}"`;
    if (accepted.some(isOf)) return;
    throw refuse(
      isOf(sampleTokens[other])
        ? `The API token is one of ${other}, and this is ${environment}.`
        : 'The API token differs.',
    );
  };
}

/** The validation of addresses is the one endpoint that the reference ties to a plan. */
export function requirePlan(plan: TaxjarPlan): Check {
  return (request) => {
    const refuse = refusing(request, 403, 'Not permitted for route');
    if (plan === 'expired') throw refuse('The trial or the subscription of the account has expired.');
    if (plan === 'starter' && pathOf(request.target) === '/v2/addresses/validate') {
      throw refuse('The plan of the account does not include the validation of addresses.');
    }
  };
}

export const requireJson: Check = (request) => {
  const type = mediaTypeOf(request);
  const isBare = type === undefined && request.body.length === 0;
  if (['POST', 'PUT', 'PATCH'].includes(request.method) && type !== 'application/json' && !isBare) {
    const refuse = refusing(request, 406, 'Unsupported content type for route');
    throw refuse('The Content-Type is not application/json.');
  }
};

/** In sandbox a client may ask for an error: https://developers.taxjar.com/api/reference/#sandbox-environment */
export function simulateErrors(environment: TaxjarEnvironment): Check {
  return (request) => {
    const malformed = refusing(request, 400, 'Malformed header for route');
    const wanted = Number(optionalHeader(request, 'x-tj-expected-response', malformed));
    if (environment === 'sandbox' && errors.has(wanted)) {
      throw refusing(request, wanted, 'Simulated for route')('X-TJ-Expected-Response asked for it.');
    }
  };
}
