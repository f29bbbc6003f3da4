import {
  type DeclaredFacts,
  type GrantStore,
  type KeyringInterceptor,
  type OptionProblem,
  type TokenStore,
} from '@axios-keyring/core';
import { type Keyring } from '../create-keyring.js';
import { type Unmatched } from '../unmatched.js';
import { type ProviderFunction } from './keyring-config.js';

/** How a shared config is found and read. */
export interface LoadKeyringOptions {
  /** The config. Default: `keyring.config.*` in {@link directory} or above. */
  readonly file?: string | undefined;
  /** Where the search starts, and what `file` is relative to. Default: the working directory. */
  readonly directory?: string | undefined;
  /** The profile: `production` for `$production`. Default: `KEYRING_ENV`, then `NODE_ENV`. */
  readonly profile?: string | undefined;
  /** The providers, or names of routes, that this process needs. Default: all that are installed. */
  readonly only?: readonly string[] | undefined;
  /** Whether `{ "command": … }` in the config may run programs. Default: false. */
  readonly allowCommands?: boolean | undefined;
  /** Where tokens are shared with other processes, in place of what the config says. */
  readonly tokenStore?: TokenStore | undefined;
  /** Where refresh tokens that change are kept, in place of what the config says. */
  readonly grantStore?: GrantStore | undefined;
  /** The application’s own providers, which a config then names as they are declared. */
  readonly providers?: readonly ProviderFunction[] | undefined;
  /** What happens to a request that no route covers, in place of what the config says. */
  readonly unmatched?: Unmatched | undefined;
  /** Called with every warning. Default: `process.emitWarning` with the code `KEYRING_CONFIG`. */
  readonly onWarning?: ((warning: ConfigNote) => void) | undefined;
}

/** What there is to say of one place in a config, without any secret. */
export interface ConfigNote {
  /** The file; empty for what is not in a file, such as an argument. */
  readonly file: string;
  /** For example `routes[2].options.region`; empty for the whole file. */
  readonly path: string;
  /** What is wrong and what to write instead, in whole sentences. */
  readonly message: string;
}

/** One thing that is wrong with a config. */
export interface ConfigProblem extends ConfigNote, OptionProblem {}

/** Where a secret of a route comes from; never the secret. */
export interface SecretOrigin {
  /** The option, for example `apiToken`. */
  readonly option: string;
  /** For example `environment variable TAXJAR_API_TOKEN`, `file /run/secrets/x` or `command op`. */
  readonly source: string;
}

/**
 * What became of a route: its provider is `loaded`, `not-installed`, `left-out` by {@link LoadKeyringOptions.only},
 * or `failed`, for which there is a problem.
 */
export type RouteStatus = 'loaded' | 'not-installed' | 'left-out' | 'failed';

/** What a config says of one route, and what became of it. */
export interface RouteReport {
  readonly file: string;
  /** For example `routes[2]`. */
  readonly path: string;
  readonly name: string | undefined;
  /** As it is written in the config. */
  readonly provider: string;
  /** The package or the file that the provider is in. */
  readonly package: string;
  readonly status: RouteStatus;
  /** The line that installs the provider, where it is not. */
  readonly install: string | undefined;
  /** Where its credentials go; for a provider that is not installed, which requests fail. */
  readonly baseURLs: readonly string[];
  readonly secrets: readonly SecretOrigin[];
  /** The route by itself, for example to `verify()` it; only of a loaded one. */
  readonly interceptor: KeyringInterceptor | undefined;
  /** What the provider declares, for example for a schema; only of a provider that could be loaded. */
  readonly declaration: DeclaredFacts | undefined;
}

/** What a config says, with everything that is wrong with it. */
export interface KeyringReport {
  /** All files that were read, those that are extended first; the last is the config itself. */
  readonly files: readonly string[];
  /** The profile that was asked for, whether or not there is one. */
  readonly profile: string | undefined;
  readonly problems: readonly ConfigProblem[];
  readonly warnings: readonly ConfigNote[];
  readonly routes: readonly RouteReport[];
  /** The keyring, if there are no problems. */
  readonly keyring: Keyring | undefined;
  /** Closes the stores that the config opened, so that a command can end. */
  readonly close: () => Promise<void>;
}
