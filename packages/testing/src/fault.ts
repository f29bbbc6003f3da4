/** Which requests a fault happens to, and how often. */
export interface FaultScope {
  /** In any case. Default: every method. */
  readonly method?: string | undefined;
  /** The raw path without the query: a text is compared whole, a pattern is searched for. Default: every path. */
  readonly path?: RegExp | string | undefined;
  /** How many requests it happens to; `Infinity` for all. Default: 1. */
  readonly times?: number | undefined;
}

/** The answer comes later, and is otherwise as usual. */
export interface DelayFault extends FaultScope {
  readonly what: 'delay';
  readonly milliseconds: number;
}

/** The credential is taken for one that is no longer valid, and refused with the vendor's own status and body. */
export interface StaleCredentialFault extends FaultScope {
  readonly what: 'stale-credential';
}

/** Too many requests: 429 with `Retry-After`. */
export interface RateLimitFault extends FaultScope {
  readonly what: 'rate-limit';
  /** In seconds, or a date as HTTP writes it. */
  readonly retryAfter: number | string;
}

/** The API fails by itself. */
export interface ServerErrorFault extends FaultScope {
  readonly what: 'server-error';
  /** From 500 to 599. */
  readonly status: number;
  /** A text is sent as it is, anything else as JSON. Default: empty. */
  readonly body?: unknown;
}

/** No answer comes, until the emulator is closed. */
export interface HangFault extends FaultScope {
  readonly what: 'hang';
}

/** The connection is reset once the request has arrived. */
export interface ResetFault extends FaultScope {
  readonly what: 'reset';
}

/** The API sends the client elsewhere. */
export interface RedirectFault extends FaultScope {
  readonly what: 'redirect';
  /** A path on the emulator, or an absolute URL. */
  readonly to: string;
  /** Default: 307, which keeps method and body. */
  readonly status?: 301 | 302 | 303 | 307 | 308 | undefined;
}

/** The emulator's clock is off, in the Date header too. Usually given with `times: Infinity`. */
export interface ClockOffsetFault extends FaultScope {
  readonly what: 'clock-offset';
  /** Above 0, the emulator is ahead. */
  readonly milliseconds: number;
}

/** The call that fetches a token is answered with 503. */
export interface TokenEndpointDownFault extends FaultScope {
  readonly what: 'token-endpoint-down';
}

/** The token that is issued stops to be accepted before it says that it expires. */
export interface TokenExpiresEarlyFault extends FaultScope {
  readonly what: 'token-expires-early';
  /** How long it is accepted all the same, in milliseconds. Default: 0. */
  readonly after?: number | undefined;
}

/** What can go wrong at every API. */
export type Fault =
  | DelayFault
  | StaleCredentialFault
  | RateLimitFault
  | ServerErrorFault
  | HangFault
  | ResetFault
  | RedirectFault
  | ClockOffsetFault;

/** What can also go wrong at an API that issues tokens. */
export type TokenFault = Fault | TokenEndpointDownFault | TokenExpiresEarlyFault;

/** Whether a fault concerns only the calls that fetch a token. */
export function isAboutTokens(fault: TokenFault): boolean {
  return fault.what === 'token-endpoint-down' || fault.what === 'token-expires-early';
}
