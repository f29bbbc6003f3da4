import { KeyringError, parseJSON, type WireRequest } from '@axios-keyring/core';
import { endpointsOf } from './endpoint.js';

/** What the API keeps for one merchant: https://developers.taxjar.com/api/reference/#transactions */
const merchantEndpoints = ['transactions', 'customers'];

/**
 * Refuses what a single API token of a platform is not for. The API itself does not tell: with that token it would
 * file a merchant's order under the platform's account.
 *
 * Source: https://developers.taxjar.com/integrations/authentication/#single-api-token-for-calculations-only
 *
 * @throws KeyringError `ERR_KEYRING_OUT_OF_SCOPE` before the request is sent.
 */
export function refuseOutsideCalculations(request: WireRequest): void {
  const endpoints = endpointsOf(request.url, request.baseURL);
  const merchants = endpoints.find(({ name }) => merchantEndpoints.includes(name));
  if (merchants) {
    throw outOfScope(
      `${request.method} /v2/${merchants.name} is about one merchant’s account, and an API token for calculations ` +
        'is not the merchant’s. The request was not sent. Use an interceptor with the merchant’s own API token ' +
        '(apiToken may be a function) and the scope all',
    );
  }
  const calculates = endpoints.some(({ name, depth }) => name === 'taxes' && depth === 1);
  if (!calculates || request.method !== 'POST' || saysWhereFrom(request.body)) return;
  throw outOfScope(
    'POST /v2/taxes says neither nexus_addresses nor from_country, from_zip, from_state, from_city or from_street. ' +
      'With one API token for all merchants TaxJar does not know where this merchant has nexus, and would answer ' +
      '400. The request was not sent. Add the merchant’s nexus_addresses to the body. With the merchant’s own API ' +
      'token that is not needed, and the scope is all',
  );
}

function outOfScope(message: string): KeyringError {
  return new KeyringError({
    code: 'ERR_KEYRING_OUT_OF_SCOPE',
    provider: 'taxjar',
    option: 'scope',
    message: `${message}: set it in taxjar({ scope }) or in TAXJAR_SCOPE.`,
  });
}

// What is no JSON object is left to the API, which says so itself (400 or 406).
function saysWhereFrom(body: string | Uint8Array): boolean {
  const order = parseJSON(typeof body === 'string' ? body : new TextDecoder().decode(body));
  if (typeof order !== 'object' || order === null || Array.isArray(order)) return true;
  return Object.entries(order).some(
    ([field, value]: [string, unknown]) =>
      /^(nexus_addresses|from_(country|zip|state|city|street))$/.test(field) && !isEmpty(value),
  );
}

function isEmpty(value: unknown): boolean {
  if (typeof value === 'string') return value.trim() === '';
  return value === null || (Array.isArray(value) && value.length === 0);
}
