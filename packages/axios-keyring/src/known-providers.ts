/**
 * What is known of this project’s providers, also where they are not installed: for tools.
 *
 * @module axios-keyring/known-providers
 */

/** What is known of a provider of this project, also where it is not installed. */
export interface KnownProvider {
  /** What its environment variables start with, if it has any. */
  readonly environmentPrefix?: string | undefined;
  /** Every host of its vendor; `*.` stands for all hosts below. */
  readonly hosts: readonly string[];
  /** The ways to set it up; none for what is not the main provider of its package. */
  readonly setups: readonly ProviderSetup[];
}

/** One way to set a provider up. */
export interface ProviderSetup {
  /** The provider’s name, for ways beside the first with a colon and a word: `acme:sandbox`. */
  readonly id: string;
  readonly title: string;
  /** Options that are the same for everybody who chooses this way. */
  readonly constants: Readonly<Record<string, string>>;
  /** The options that hold credentials, with their environment variables. */
  readonly variables: Readonly<Record<string, string>>;
}

/** The build puts it here, as tools/known-providers.cjs does for what runs from source: from what is in packages/providers. */
declare const KNOWN_PROVIDERS: Readonly<Record<string, KnownProvider>> | undefined;

/** The providers of this project, by the name that a config has for them. */
export const knownProviders: Readonly<Record<string, KnownProvider>> =
  typeof KNOWN_PROVIDERS === 'undefined' ? {} : KNOWN_PROVIDERS;
