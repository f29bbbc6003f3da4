import type { Check } from './emulator.js';
import { mediaTypeOf, onlyHeader, optionalHeader, pathOf } from './request.js';
import { refusalOf, taxjarErrors } from './taxjar-refusal.js';

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

export const requireVersion: Check = (request) => {
  if (!pathOf(request.target).startsWith('/v2/')) {
    throw refusalOf(request, 404, 'No such route')('The path is not below /v2/.');
  }
};

export function requireToken(accepted: readonly string[], environment: TaxjarEnvironment): Check {
  const other = environment === 'production' ? 'sandbox' : 'production';
  return (request) => {
    const refuse = refusalOf(request, 401, 'Not authorized for route');
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
    const refuse = refusalOf(request, 403, 'Not permitted for route');
    if (plan === 'expired') {
      throw refuse('The trial or the subscription of the account has expired.');
    }
    if (plan === 'starter' && pathOf(request.target) === '/v2/addresses/validate') {
      throw refuse('The plan of the account does not include the validation of addresses.');
    }
  };
}

export const requireJson: Check = (request) => {
  const type = mediaTypeOf(request);
  const isBare = type === undefined && request.body.length === 0;
  if (['POST', 'PUT', 'PATCH'].includes(request.method) && type !== 'application/json' && !isBare) {
    throw refusalOf(
      request,
      406,
      'Unsupported content type for route',
    )('The Content-Type is not application/json.');
  }
};

/** In sandbox a client may ask for an error: https://developers.taxjar.com/api/reference/#sandbox-environment */
export function simulateErrors(environment: TaxjarEnvironment): Check {
  return (request) => {
    const refuse = refusalOf(request, 400, 'Malformed header for route');
    const wanted = Number(optionalHeader(request, 'x-tj-expected-response', refuse));
    if (environment === 'sandbox' && taxjarErrors.has(wanted)) {
      throw refusalOf(request, wanted, 'Simulated for route')('X-TJ-Expected-Response asked for it.');
    }
  };
}
