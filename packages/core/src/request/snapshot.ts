import { type Config } from './adapter.js';
import { bareCopy, isPlain } from '../platform/bare-copy.js';
import { type Address } from './locate.js';
import { copyHeaders } from './seal.js';

/**
 * A config as it is now. All that is decided of a request is read of this one, so that nobody who holds the user's
 * own changes it while a credential is waited for.
 *
 * @param to - What was read of its address already.
 */
export function snapshot(config: Config, to: Address): Config {
  const copy = bareCopy(config);
  if (copy.url !== undefined) copy.url = to.url;
  if (copy.baseURL !== undefined) copy.baseURL = to.baseURL;
  copy.headers = copyHeaders(copy.headers, true);
  // What a later attempt or a redirect reads of members that are objects themselves.
  if (copy.auth) copy.auth = copied(copy.auth);
  if (copy.proxy) copy.proxy = copied(copy.proxy);
  if (copy.fetchOptions) copy.fetchOptions = copied(copy.fetchOptions);
  if (copy.http2Options) copy.http2Options = copied(copy.http2Options);
  if (copy.keyring) copy.keyring = copied(copy.keyring);
  if (Array.isArray(copy.sensitiveHeaders)) copy.sensitiveHeaders = [...copy.sensitiveHeaders];
  return copy;
}

function copied<Value>(value: Value): Value {
  return typeof value === 'object' && value !== null && isPlain(value) ? bareCopy(value) : value;
}
