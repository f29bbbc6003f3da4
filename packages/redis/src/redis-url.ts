import { shellSyntaxProblem } from '@axios-keyring/core';
import { optionError } from './option-error.js';

const whereToSet = 'Set it in redisTokenStore({ url }) or in AXIOS_KEYRING_REDIS_URL.';

/**
 * The URL, if the redis package can use it as it is meant.
 * https://www.iana.org/assignments/uri-schemes/prov/redis
 *
 * @throws KeyringError `ERR_KEYRING_OPTION`, without the URL or a part of it.
 */
export function parseRedisURL(given: unknown): string {
  const problem = problemOf(given);
  if (problem === undefined && typeof given === 'string') return given;
  throw optionError('url', `url ${problem ?? 'is unusable'}. ${whereToSet}`);
}

function problemOf(given: unknown): string | undefined {
  if (typeof given !== 'string') return 'has to be a string';
  const written = shellSyntaxProblem(given);
  if (written !== undefined) return written;
  if (!/^rediss?:\/\//.test(given)) return 'has to start with redis:// or rediss://';
  if (!URL.canParse(given)) {
    return 'is malformed. In a password, write characters such as / # ? @ percent-encoded';
  }
  const { hostname, username, password, pathname, search, hash } = new URL(given);
  // The client passes over both in silence, though somebody may have meant TLS, or have a password with a # in it.
  if (search !== '' || hash !== '') {
    return 'has a query or a fragment. In a password, write # and ? percent-encoded; for options, give a client';
  }
  if (hostname === '') return 'has no host';
  if (!/^(?:\/\d*)?$/.test(pathname)) return 'has a path that is not the number of a database';
  if (![username, password].every(isDecodable)) return 'has a % that begins no percent-encoding';
  return undefined;
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
