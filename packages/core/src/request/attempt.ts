import { type AxiosBasicCredentials } from 'axios';
import { type Remedy, type Route } from '../contract/authorizer.js';
import { type KeyringRequestOptions, type Refusal } from '../contract/wire-request.js';
import { isAxiosError } from '../platform/axios.js';
import { isKeyringError } from '../platform/errors.js';
import { type Config, type RequestHeaders, type ResolvedAdapter } from './adapter.js';
import { type Patience } from './patience.js';
import { type RequestChanges } from './transport.js';

/** What a request has from its first attempt to its last. */
export interface Errand {
  /** The user's own config, for what goes back to the user; never read. */
  readonly config: Config;
  /** The snapshot of it that was taken at dispatch. */
  readonly given: Config;
  readonly inner: ResolvedAdapter;
  readonly options: KeyringRequestOptions;
  readonly patience: Patience;
  /** The route of a URL, or `undefined`; asked again for every redirect. */
  readonly routeOf: (url: URL) => Route | undefined;
  /** Called where a redirect leads to an address of no route; may throw to refuse it. */
  readonly onUnmatched: (url: URL) => void;
}

/** What was put right after a refusal: a date that was signed with a wrong clock, or what the provider says. */
export type Recovery = 'clock' | Remedy;

/**
 * One attempt to have a request answered. It goes from room to room: located, sealed, sent, and its answer recovered from or
 * handed over. A redirect, or a refusal after which something was put right, makes another one of it.
 */
export interface Attempt {
  readonly errand: Errand;
  readonly route: Route | undefined;
  /** The final URL, as it goes out. */
  readonly url: URL;
  /** The fragment of where a redirect led, which never goes out. */
  readonly hash: string;
  /**
   * What the config's own `params` come to, if the adapter is to get these with its own `url` and `baseURL`; `false`
   * if it gets the URL.
   */
  readonly original: string | false;
  /** As axios keeps it: lower case. */
  readonly method: string;
  /** The body; once it is sealed, what was read to be signed, which can be sent again. */
  readonly data: unknown;
  /** The user's headers; never a credential. */
  readonly headers: RequestHeaders;
  /** The Basic credentials that it is sent with. */
  readonly auth: AxiosBasicCredentials | undefined;
  /** The user's own, as long as no other origin was gone to. */
  readonly ownAuth: AxiosBasicCredentials | undefined;
  /** What the user's `beforeRedirect` set beside all that; of its own, so that none is inherited. */
  readonly changes: RequestChanges | undefined;
  /** The refusal after which it is sent once more, if the provider wants that. */
  readonly refusal: Refusal | undefined;
  /** What was put right already after refusals. */
  readonly tried: readonly Recovery[];
  /** The routes that redirects have left. */
  readonly left: readonly Route[];
  /** How many redirects were followed. */
  readonly followed: number;
}

/** An error as a request's own: one of this project gets the request's config, every other stays as it is. */
export function errorFor(error: unknown, config: Config): unknown {
  return isKeyringError(error) && error.config !== config ? error.forRequest(config) : error;
}

/** The same for what was thrown on the way of a request, and may have the snapshot in place of the user's config. */
export function errorOf(error: unknown, { config, given }: Errand): unknown {
  if (isAxiosError(error) && error.config === given) error.config = config;
  return errorFor(error, config);
}

/** Throws what somebody else threw or rejected with; it need not be an Error. */
export function rethrow(error: unknown): never {
  throw error;
}
