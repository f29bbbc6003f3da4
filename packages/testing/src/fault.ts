/** Which requests a fault happens to, and how often. */
interface FaultScope {
  /** In any case. Default: every method. */
  readonly method?: string | undefined;
  /** The raw path without the query: a text is compared whole, a pattern is searched for. Default: every path. */
  readonly path?: RegExp | string | undefined;
  /** How many requests it happens to; `Infinity` for all. Default: 1. */
  readonly times?: number | undefined;
}

/** What can go wrong at every API. */
export type Fault = FaultScope &
  (
    | {
        /** The answer comes later, and is otherwise as usual. */
        readonly what: 'delay';
        readonly milliseconds: number;
      }
    | {
        /** The credential is taken for one that is no longer valid, and refused with the vendor's status and body. */
        readonly what: 'stale-credential';
      }
    | {
        /** Too many requests: 429 with `Retry-After`. */
        readonly what: 'rate-limit';
        /** In seconds, or a date as HTTP writes it. */
        readonly retryAfter: number | string;
      }
    | {
        /** The API fails by itself. */
        readonly what: 'server-error';
        /** From 500 to 599. */
        readonly status: number;
        /** A text is sent as it is, anything else as JSON. Default: empty. */
        readonly body?: unknown;
      }
    | {
        /** No answer comes until the emulator is closed; or the connection is reset once the request has arrived. */
        readonly what: 'hang' | 'reset';
      }
    | {
        /** The API sends the client elsewhere. */
        readonly what: 'redirect';
        /** A path on the emulator, or an absolute URL. */
        readonly to: string;
        /** Default: 307, which keeps method and body. */
        readonly status?: 301 | 302 | 303 | 307 | 308 | undefined;
      }
    | {
        /** The emulator's clock is off, in the Date header too. Usually given with `times: Infinity`. */
        readonly what: 'clock-offset';
        /** Above 0, the emulator is ahead. */
        readonly milliseconds: number;
      }
  );

/** What can also go wrong at an API that issues tokens: these happen to the calls that fetch one. */
export type TokenFault =
  | Fault
  | (FaultScope &
      (
        | {
            /** The call is answered with 503. */
            readonly what: 'token-endpoint-down';
          }
        | {
            /** The token that is issued stops to be accepted before it says that it expires. */
            readonly what: 'token-expires-early';
            /** How long it is accepted all the same, in milliseconds. Default: 0. */
            readonly after?: number | undefined;
          }
      ));
