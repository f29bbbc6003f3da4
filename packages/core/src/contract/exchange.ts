/** A request for a token. */
export interface ExchangeRequest {
  readonly method: 'GET' | 'POST';
  /** Absolute, with the origin of the route's base URL. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What a token endpoint answered, whatever the status. */
export interface ExchangeResponse {
  readonly status: number;
  readonly body: string;
  /** @param name - In lower case. */
  header(name: string): string | undefined;
}

/**
 * Sends a token exchange. It uses the adapter, agents and proxy of the request that needs the token, and runs
 * outside of every interceptor. It never follows a redirect, and gives up after 10,000 milliseconds.
 *
 * @throws KeyringError `ERR_KEYRING_TOKEN_EXCHANGE` if no answer came.
 */
export type Exchange = (request: ExchangeRequest) => Promise<ExchangeResponse>;
