import { type Route } from '../contract/authorizer.js';
import { type Config, type ResolvedAdapter } from './adapter.js';
import { type Patience } from './patience.js';
import { type KeyringRequestOptions } from '../contract/wire-request.js';

/** What a matched request is delivered with. */
export interface Delivery {
  /** The user's own, for what goes back to the user; never read. */
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
