import { headerValueProblem } from '../text-problems.js';
import { KeyringError } from '../../platform/errors.js';
import { isObject, parseJSON, property } from '../../platform/values.js';
import { exchangeFailureOf } from './failures.js';
import { isTime, longestLife, type Token, type TokenDetails } from './token.js';

// Processes with different versions of this package share one store.
const version = 1;

/** A token as a store keeps it. */
export function writeToken({ value, expiresAt, life, refreshAt, details }: Token): string {
  return JSON.stringify({ version, value, expiresAt, life, refreshAt, details });
}

/**
 * A refusal as a store keeps it, so that a secret which locks accounts is not tried by each process anew;
 * `undefined` for every other error.
 */
export function writeRefusal(error: unknown): string | undefined {
  const { refused, refusals } = exchangeFailureOf(error);
  if (!(error instanceof KeyringError) || !refused) return undefined;
  const { provider, text: refusal, retryAt } = error;
  return JSON.stringify({ version, provider, refusal, retryAt, refusals });
}

/** Reads what a store answered; `undefined` for anything that was not written here. */
export function readStored(text: unknown): Token | KeyringError | undefined {
  const stored = typeof text === 'string' ? parseJSON(text) : undefined;
  if (property(stored, 'version') !== version) return undefined;
  return tokenOf(stored) ?? refusalOf(stored);
}

/** The token in what was read from a store; `undefined` if there is none. */
export function tokenOf(stored: unknown): Token | undefined {
  const value = property(stored, 'value');
  const expiresAt = property(stored, 'expiresAt');
  const life = property(stored, 'life');
  const refreshAt = property(stored, 'refreshAt');
  const details = property(stored, 'details') ?? {};
  if (typeof value !== 'string' || value === '' || headerValueProblem(value) !== undefined) return undefined;
  const isSane = isTime(expiresAt) && isTime(life) && life <= longestLife;
  if (!isSane || !areTexts(details)) return undefined;
  return { value, expiresAt, life, details, ...(isTime(refreshAt) && { refreshAt }) };
}

function areTexts(details: unknown): details is TokenDetails {
  return isObject(details) && Object.values(details).every((detail) => typeof detail === 'string');
}

function refusalOf(stored: unknown): KeyringError | undefined {
  const provider = property(stored, 'provider');
  const refusal = property(stored, 'refusal');
  const retryAt = property(stored, 'retryAt');
  if (typeof provider !== 'string' || typeof refusal !== 'string' || !isTime(retryAt)) return undefined;
  const message = `Another process that shares the token store was told: ${refusal}`;
  const refusals = property(stored, 'refusals');
  const exchange = { refused: true, retryAfter: 0, ...(isTime(refusals) && { refusals }) };
  return new KeyringError({ code: 'ERR_KEYRING_TOKEN_EXCHANGE', provider, message, retryAt, exchange });
}
