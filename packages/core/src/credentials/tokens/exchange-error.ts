import { type ExchangeResponse } from '../../contract/exchange.js';
import { serverTime } from '../clock.js';
import { type ExchangeFailure, KeyringError } from '../../platform/errors.js';

/** What {@link tokenExchangeError} makes an error of. */
export interface ExchangeErrorDetails {
  /** The provider's short name. */
  readonly provider: string;
  /** What was wrong, and where to set it right. The answer's body is not repeated: it may echo what was sent. */
  readonly message: string;
  readonly response: ExchangeResponse;
  /** Whether the secret was refused. Default: for a status of 4xx but those that only ask to wait. */
  readonly refused?: boolean;
}

/** The error of an exchange that was answered without a token: `ERR_KEYRING_TOKEN_EXCHANGE`. */
export function tokenExchangeError(details: ExchangeErrorDetails): KeyringError {
  const { provider, message, response, refused = isRefusal(response.status) } = details;
  const exchange = { refused, retryAfter: retryAfterOf(response) };
  return new KeyringError({ code: 'ERR_KEYRING_TOKEN_EXCHANGE', provider, message, exchange });
}

/** What is known of a failed exchange; one that was not answered at all was not refused either. */
export function exchangeFailureOf(error: unknown): ExchangeFailure {
  const known = error instanceof KeyringError ? error.exchange : undefined;
  return known ?? { refused: false, retryAfter: 0 };
}

/** Whether an error is that of an exchange whose secret was refused, so that another secret may be worth a try. */
export function isRefusedExchange(error: unknown): boolean {
  return exchangeFailureOf(error).refused;
}

// Request Timeout, Too Early, Too Many Requests: https://www.rfc-editor.org/rfc/rfc9110#section-15.5
function isRefusal(status: number): boolean {
  return status >= 400 && status < 500 && ![408, 425, 429].includes(status);
}

/**
 * How long an answer asks to wait, in milliseconds; 0 if it does not. No bound is kept: a server may write any number.
 *
 * Source: https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
 */
export function retryAfterOf(answer: Pick<ExchangeResponse, 'header'>): number {
  const text = answer.header('retry-after')?.trim() ?? '';
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  // All that a server may write today; Date.parse would make a date of nearly every number.
  if (!/^[a-z]{3,9}, .* GMT$/i.test(text)) return 0;
  const wait = Date.parse(text) - (serverTime(answer.header('date')) ?? Date.now());
  return wait > 0 ? wait : 0;
}
