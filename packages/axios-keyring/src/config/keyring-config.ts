import {
  type DeclaredFacts,
  type GrantStore,
  type KeyringInterceptor,
  type TokenStore,
} from '@axios-keyring/core';
import { type Unmatched } from '../unmatched.js';

/** Where a value lies, in place of the value itself. A config may have one wherever an option has a value. */
export type SecretReference =
  | {
      /** The name of an environment variable. The file that the same name with `_FILE` names serves in its place. */
      readonly env: string;
    }
  | {
      /** The path of a file, from the folder of the config that names it; line breaks at its end are left out. */
      readonly file: string;
    }
  | {
      /** A program and its arguments, run without a shell; what it prints is the value. */
      readonly command: readonly [string, ...string[]];
    };

/** A provider as code has it: what `defineProvider` of `@axios-keyring/core` gives, not called. */
export interface ProviderFunction {
  (options?: never): KeyringInterceptor;
  readonly declaration: DeclaredFacts;
}

/** One provider with its options, as it stands in a config. */
export interface KeyringRouteConfig {
  /**
   * `taxjar` for `@axios-keyring/taxjar`, or a module: a package, or a path beginning with `./`. In JavaScript and
   * TypeScript also the provider itself.
   */
  readonly provider: string | ProviderFunction;
  /** Tells two routes of one provider apart, where another file or a profile changes one of them. */
  readonly name?: string;
  /** Where the credentials go instead of the provider’s own hosts; a host that begins with `*.` is all hosts below. */
  readonly baseURL?: string;
  /** The provider’s options; each may be a {@link SecretReference}. */
  readonly options?: Readonly<Record<string, unknown>>;
}

/** Where tokens are shared with other processes, as it stands in a config. */
export interface TokenStoreConfig {
  /** The options of `redisTokenStore` of `@axios-keyring/redis`. */
  readonly redis: {
    readonly url?: string | SecretReference;
    readonly encryptionKeys?: string | SecretReference | readonly (string | SecretReference)[];
    readonly prefix?: string | SecretReference;
  };
}

/** Where the refresh tokens are kept that change with every renewal, as it stands in a config: one of the two. */
export interface GrantStoreConfig {
  /** The path of a file, from the folder of the config that names it; for `fileGrantStore` of `@axios-keyring/core`. */
  readonly file?: string | SecretReference;
  /** The options of `redisGrantStore` of `@axios-keyring/redis`. */
  readonly redis?: TokenStoreConfig['redis'];
}

/** What a profile may change. */
export interface KeyringProfileConfig {
  /** Changes the options of routes that are there, by provider and base URL or by name, and adds others. */
  readonly routes?: readonly KeyringRouteConfig[];
  /** What happens to a request that no route covers. */
  readonly unmatched?: Unmatched;
  /** Where tokens are shared with other processes; a token store itself only in JavaScript or TypeScript. */
  readonly tokenStore?: TokenStoreConfig | TokenStore;
  /** Where grants are kept; a grant store itself only in JavaScript or TypeScript. */
  readonly grantStore?: GrantStoreConfig | GrantStore;
}

/**
 * What `keyring.config.*` holds. In JavaScript and TypeScript: `export default { … } satisfies KeyringConfig`.
 */
export interface KeyringConfig extends KeyringProfileConfig {
  /** For editors. */
  readonly $schema?: string;
  /** A file or an installed package, or several, that this config changes and adds to. */
  readonly extends?: string | readonly string[];
  /** A profile, such as `$production`: what is different in that environment. */
  readonly [profile: `$${string}`]: KeyringProfileConfig | string | undefined;
}
