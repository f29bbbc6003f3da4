import { Refusal, type Refuse } from './refusal.js';
import { pathOf } from './request.js';
import type { ReceivedRequest } from './server.js';

/** The errors of {@link https://developers.taxjar.com/api/reference/#errors | the API reference.} */
export const taxjarErrors: ReadonlyMap<number, string> = new Map([
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

/** Builds TaxJar's refusals of a request: status, error, and a detail that ends with the endpoint. */
export function refusalOf(request: ReceivedRequest, status: number, detail: string): Refuse {
  const endpoint = `'${request.method} ${pathOf(request.target)}'`;
  const error = taxjarErrors.get(status) ?? 'Error';
  return (sentence) => new Refusal(status, { status, error, detail: `${detail} ${endpoint}` }, sentence);
}
