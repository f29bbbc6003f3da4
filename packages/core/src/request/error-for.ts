import { isAxiosError } from '../platform/axios.js';
import { isKeyringError } from '../platform/errors.js';
import { type Config } from './adapter.js';
import { type Delivery } from './delivery.js';

/** An error as a request's own: one of this project gets the request's config, every other stays as it is. */
export function errorFor(error: unknown, config: Config): unknown {
  return isKeyringError(error) && error.config !== config ? error.forRequest(config) : error;
}

/** The same for what was thrown on the way of a request, and may have the snapshot in place of the user's config. */
export function errorOf(error: unknown, { config, given }: Delivery): unknown {
  if (isAxiosError(error) && error.config === given) error.config = config;
  return errorFor(error, config);
}

/** Throws what somebody else threw or rejected with; it need not be an Error. */
export function rethrow(error: unknown): never {
  throw error;
}
