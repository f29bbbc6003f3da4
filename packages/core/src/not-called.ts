import { KeyringError } from './platform/errors.js';
import { mark } from './request/dispatch.js';
import { RouteTable } from './request/route-table.js';

/**
 * Answers for a function that makes interceptors and was itself given to `use()`, so that axios calls it with a request.
 * It is answered with the request, marked so that it fails where it is sent: before axios 1.19 what a synchronous
 * interceptor throws may let the request go on without credentials.
 *
 * @param given - What the function was called with.
 * @param what - The function, by its name.
 * @param call - How it should have been called: `taxjar()`.
 * @returns `undefined` for anything but a request.
 * @throws KeyringError `ERR_KEYRING_OPTION` for a response, which nothing can go on with.
 */
export function refuseUncalled(
  given: unknown,
  what: string,
  call: string,
  provider?: string,
): object | undefined {
  if (typeof given !== 'object' || given === null || !Object.hasOwn(given, 'headers')) return undefined;
  const refuse = (): never => {
    const message =
      `${what} was given to use() without being called: write use(${call}). ` +
      'Until then no request is sent, because it would have no credential.';
    throw new KeyringError({ code: 'ERR_KEYRING_OPTION', provider, message });
  };
  if (Object.hasOwn(given, 'config')) return refuse();
  return Object.hasOwn(given, 'method')
    ? mark(given, { table: new RouteTable(), onUnmatched: refuse })
    : undefined;
}
