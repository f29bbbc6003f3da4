import { type ExchangeResponse } from '@axios-keyring/core';

/** The time at which a token was issued, by its server's own clock; `undefined` if the answer does not say. */
export function serverTimeOf(response: ExchangeResponse): number | undefined {
  const time = Date.parse(response.header('date') ?? '');
  return Number.isNaN(time) ? undefined : time;
}
