import { type SecretCheck } from '../contract/secret.js';
import { isObject, property } from '../platform/values.js';
import { isTime, type MintedToken } from './tokens/token.js';

/** Either what a user's function returned, or what is wrong with it, as it continues "returned". */
export type Given<Value> = { readonly value: Value } | { readonly problem: string };

/** A number below is seconds since the epoch: in milliseconds it would be in the year 1973. */
const firstMilliseconds = 100_000_000_000;

/** Reads a secret that a user's function returned. */
export function readText(given: unknown, check: SecretCheck): Given<string> {
  if (given === undefined || given === null) return { problem: 'nothing, so there is no credential' };
  if (typeof given !== 'string') return { problem: `a value of the type ${typeof given}, not a string` };
  const problem = check(given);
  return problem === undefined ? { value: given } : { problem: `a value that ${problem}` };
}

/** Reads a token that a user's function returned: a text, or an object with its life, also as `@azure/identity` has it. */
export function readToken(given: unknown, check: SecretCheck): Given<MintedToken> {
  const text = readText(isObject(given) ? property(given, 'token') : given, check);
  if ('problem' in text) return text;
  const expiresAt = momentOf(property(given, 'expiresAt') ?? property(given, 'expiresOnTimestamp'));
  const refreshAt = momentOf(property(given, 'refreshAt') ?? property(given, 'refreshAfterTimestamp'));
  if (expiresAt !== 'none' && refreshAt !== 'none')
    return { value: { value: text.value, expiresAt, refreshAt } };
  const name = expiresAt === 'none' ? 'expiresAt' : 'refreshAt';
  return { problem: `a token whose ${name} is neither a Date nor a number of milliseconds since the epoch` };
}

function momentOf(value: unknown): number | 'none' | undefined {
  if (value === undefined || value === null) return undefined;
  const time = value instanceof Date ? value.getTime() : value;
  return isTime(time) && time >= firstMilliseconds ? time : 'none';
}
