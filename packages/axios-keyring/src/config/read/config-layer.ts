import { type Unmatched } from '../../unmatched.js';
import { type Place, type Placed } from '../place.js';
import { type LoadedProvider } from '../routes/load-provider.js';

/** A route as it stands in one file, or in several over each other. */
export interface RouteEntry {
  /** As it is written, or the name of a provider that is given itself. */
  readonly provider: string;
  /** The provider, where a program gave it. */
  readonly given: LoadedProvider | undefined;
  /** The same for two routes of one provider, however it is written. */
  readonly identity: string;
  readonly name: string | undefined;
  readonly baseURL: Placed<string> | undefined;
  readonly options: ReadonlyMap<string, Placed>;
  readonly place: Place;
}

/** A config, or a profile of one. */
export interface ConfigLayer {
  readonly routes: readonly RouteEntry[];
  readonly unmatched: Unmatched | undefined;
  readonly tokenStore: Placed | undefined;
}

/** A file: what is always so, and what each profile changes. */
export interface ConfigParts {
  readonly base: ConfigLayer;
  readonly profiles: ReadonlyMap<string, ConfigLayer>;
  readonly extended: readonly Placed<string>[];
}

/** A layer that says nothing. */
export const emptyLayer: ConfigLayer = { routes: [], unmatched: undefined, tokenStore: undefined };
