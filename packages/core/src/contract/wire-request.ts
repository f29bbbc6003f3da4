/** A value, or a promise of it: what is known at once costs no turn of the event loop. */
export type MaybePromise<T> = T | Promise<T>;

/**
 * What a user may say about credentials on one axios request, as `keyring: { … }` beside `url` and `params`.
 * Providers that take something per request add their options by declaration merging.
 */
export interface KeyringRequestOptions {}

// Without type parameters: axios has given its own since 1.19 one more, and a declaration may leave out those
// that have defaults.
declare module 'axios' {
  interface AxiosRequestConfig {
    /** `false` sends the request without credentials; an object says what the provider takes per request. */
    keyring?: false | KeyringRequestOptions;
  }
}

/** A request as it leaves: what a provider signs is what the socket sees. */
export interface WireRequest {
  /** In capitals, for example `GET`. */
  readonly method: string;
  /** The final URL, `params` included, without userinfo or fragment: a copy each time that it is read. */
  readonly url: URL;
  /** The value of the Host header: name, and port if it is not the scheme's default. */
  readonly host: string;
  /** The base URL of the route that matched, without a trailing slash; of a wildcard, with the host of this request. */
  readonly baseURL: string;
  /**
   * The user's headers as they will be sent, names in lower case; never a credential of an earlier attempt. Content-Type is
   * what the adapter will write, axios' and fetch's defaults included; of a form whose body the provider does not read it
   * has no boundary yet. What Node, fetch or a browser add by themselves is not there, nor is Content-Length.
   */
  readonly headers: Readonly<Record<string, string>>;
  /** How many bytes the body has; `undefined` where nobody knows before it is sent. */
  readonly bodyLength: number | undefined;
  /**
   * The exact body, as text (which leaves as UTF-8) or as bytes; empty without a body. Only there for a provider that
   * declares that it reads or writes the body, and empty for all others.
   */
  readonly body: string | Uint8Array;
  /**
   * The refusal after which this request is sent once more, because `onRefusal` said `again` or `credential`; it may hold a
   * challenge.
   */
  readonly refusal: Refusal | undefined;
  /** A copy of the `keyring` entry of the axios config, checked against what the provider declares. */
  readonly options: Readonly<KeyringRequestOptions>;
  /**
   * The time to sign with, in milliseconds since the epoch: this machine's, corrected by what the API's own Date
   * header has shown. A request for which it was asked is signed once more if a refusal shows that it was wrong.
   */
  now(): number;
  /**
   * Learns the API's time from a refusal that says it elsewhere than in its Date header, or that a provider sees itself,
   * such as a token endpoint's. Answers whether the time was wrong, so that signing again makes sense.
   *
   * @param serverTime - As a Date header writes it, or in milliseconds since the epoch.
   */
  correctClock(serverTime: string | number | undefined): boolean;
  /** Sends a token exchange over the user's adapter, agents and proxy, outside of every interceptor. */
  readonly exchange: Exchange;
}

/** What is known of a request before its body is read. */
export type RequestHead = Omit<WireRequest, 'body' | 'now' | 'correctClock' | 'exchange'>;

/** A request for a token. It has one body at most: a form, JSON, or one of another kind. */
export interface ExchangeRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Absolute: at the origin of the request's own URL, or at one of the provider's `exchangeHosts`. */
  readonly url: string;
  /** Default for `Accept`: `application/json`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as `application/x-www-form-urlencoded`, as RFC 6749 encodes it; what is `undefined` is left out. */
  readonly form?: Readonly<Record<string, string | undefined>>;
  /** Sent as `application/json`. */
  readonly json?: object;
  readonly body?: string;
  /** In milliseconds, up to 60,000. Default: 10,000; of a metadata server 2,000. */
  readonly timeout?: number;
  /**
   * Whether one of `exchangeHosts` is shown the client certificate too, as for `tls_client_auth` of RFC 8705. Default: false.
   * The origin of the request always is.
   */
  readonly showsCertificate?: boolean;
}

/** What a token endpoint answered, whatever the status. */
export interface ExchangeResponse {
  readonly status: number;
  readonly body: string;
  /** @param name - In lower case. */
  header(name: string): string | undefined;
  /**
   * A text of the answer as an error may repeat it, in one line of at most 300 characters. `undefined` if it is no text, or has
   * anything in it that was sent as a secret.
   */
  quote(text: unknown): string | undefined;
}

/**
 * Sends a token exchange. It uses the adapter, agents and proxy of the request that needs the token, and runs
 * outside of every interceptor. It never follows a redirect, and gives up after 10,000 milliseconds.
 *
 * @throws KeyringError `ERR_KEYRING_TOKEN_EXCHANGE` if no answer came, or the URL is at no origin that tokens come from;
 * `ERR_KEYRING_CREDENTIAL` for a header that cannot be sent as it is.
 */
export type Exchange = (request: ExchangeRequest) => Promise<ExchangeResponse>;

/** An answer, as far as a provider may look at it to tell whether its credential was refused. */
export interface Refusal {
  readonly status: number;
  /** The body as text; empty for a stream. */
  readonly body: string;
  /** @param name - In lower case. */
  header(name: string): string | undefined;
}

/** What a provider knows when it explains a refusal. */
export interface RefusalFacts extends Refusal {
  /** The request as it was sent, without its credential headers. */
  readonly request: WireRequest;
  /**
   * What the API's clock, by the Date header of the answer, is ahead of the time that the request was signed with
   * (this machine's, if none was), in milliseconds; 0 if the header is missing, or says what no clock shows.
   */
  readonly clockOffset: number;
}

/**
 * Says why an answer probably is a refusal, in one or two sentences without a secret; `undefined` if that is not known.
 */
export type ExplainRefusal = (facts: RefusalFacts) => string | undefined;

/** The same by the status of the answer. */
export type RefusalReasons = Readonly<Record<number, string | ExplainRefusal>>;
