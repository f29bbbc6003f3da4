import { type Exchange } from './exchange.js';

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
  /** The base URL of the route that matched, without a trailing slash. */
  readonly baseURL: string;
  /**
   * The exact body, as text (which leaves as UTF-8) or as bytes; empty without a body. Only there for a
   * provider that declares `bodySigning`, and empty for all others.
   */
  readonly body: string | Uint8Array;
  /** The request's own Content-Type; `undefined` where axios would only write its default. */
  readonly contentType: string | undefined;
  /** The user's value of a header, `undefined` if there is none; never a credential of an earlier attempt. */
  header(name: string): string | undefined;
  /** A copy of the `keyring` entry of the axios config, checked against what the provider declares. */
  readonly options: Readonly<KeyringRequestOptions>;
  /**
   * The time to sign with, in milliseconds since the epoch: this machine's, corrected by what the API's own Date
   * header has shown. A request for which it was asked is signed once more if a refusal shows that it was wrong.
   */
  now(): number;
  /**
   * Learns from the Date header of a refusal that a provider sees itself, such as a token endpoint's. Answers
   * whether the time was wrong, so that signing again makes sense.
   */
  correctClock(date: string | undefined): boolean;
  /** Sends a token exchange over the user's adapter, agents and proxy, outside of every interceptor. */
  readonly exchange: Exchange;
}
