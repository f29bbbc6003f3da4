import { isKeyringError } from '../errors.js';
import { type Config } from './adapter.js';

/** An error as a request's own: one of this project gets the request's config, every other stays as it is. */
export function errorFor(error: unknown, config: Config): unknown {
  return isKeyringError(error) && error.config !== config ? error.forRequest(config) : error;
}

/** Throws what somebody else threw or rejected with; it need not be an Error. */
export function rethrow(error: unknown): never {
  throw error;
}
