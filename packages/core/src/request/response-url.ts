import { type AxiosResponse } from 'axios';
import { type Attempt } from './attempt.js';

/**
 * Tells the final address where follow-redirects tells it, on the answer underneath: with our own redirect loop
 * axios uses Node's plain http, which does not.
 */
export function tellResponseURL(response: AxiosResponse, { url, hash }: Attempt): void {
  const request: unknown = response.request;
  if (typeof request !== 'object' || request === null) return;
  const incoming: unknown = Reflect.get(request, 'res');
  if (typeof incoming === 'object' && incoming !== null)
    Reflect.set(incoming, 'responseUrl', url.href + hash);
}
