import { property } from '../../platform/values.js';
import { isTime, type MintedToken } from './token.js';

/** What an answer says of a token's life. */
export type AnsweredLife = Pick<MintedToken, 'expiresIn' | 'expiresAt' | 'refreshIn' | 'refreshAt'>;

/** Smaller numbers are seconds since the epoch, others milliseconds: in seconds, this is in the year 5138. */
const firstMilliseconds = 100_000_000_000;

/**
 * Reads the life of a token out of an answer, whose members have the names that are common: `expires_in`, `refresh_in` in
 * seconds, `expires_at`, `expires_on`, `refresh_at` and `refresh_on` as a date, or since the epoch; numbers may be texts.
 *
 * Sources: https://www.rfc-editor.org/rfc/rfc6749#section-5.1;
 * https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token
 */
export function answeredLife(answer: unknown): AnsweredLife {
  return {
    expiresIn: duration(property(answer, 'expires_in')),
    expiresAt: moment(property(answer, 'expires_at') ?? property(answer, 'expires_on')),
    refreshIn: duration(property(answer, 'refresh_in')),
    refreshAt: moment(property(answer, 'refresh_at') ?? property(answer, 'refresh_on')),
  };
}

function duration(value: unknown): number | undefined {
  const seconds = numberOf(value);
  return seconds === undefined ? undefined : seconds * 1000;
}

function moment(value: unknown): number | undefined {
  const number = numberOf(value);
  if (number !== undefined) return number < firstMilliseconds ? number * 1000 : number;
  // Of what looks otherwise, Date.parse makes a date by rules of its own.
  const time = typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) ? Date.parse(value) : NaN;
  return isTime(time) ? time : undefined;
}

function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\s*\d+(\.\d+)?\s*$/.test(value) ? Number(value) : value;
  return isTime(number) ? number : undefined;
}
