import { type DeclaredFacts } from '@axios-keyring/core';

/** A provider as a config names it. */
export interface NamedProvider {
  readonly provider: string;
  /** Whether its package is named after it; a config then needs no more than the package’s name. */
  readonly isNamesake: boolean;
  readonly declaration: DeclaredFacts;
}

/** The source that tells axios-keyring of providers that are not installed. */
export function knownProvidersText(providers: readonly NamedProvider[]): string {
  const entries = providers.map(({ provider, declaration }) => [provider, factsOf(declaration)]);
  return `// Made from the providers' declarations by tools/config-schema/main.ts; not to be changed by hand.

/** What has to be known of a provider that is not installed. */
export interface KnownProvider {
  /** What its environment variables start with. */
  readonly environmentPrefix: string;
  /** Every host of its vendor; \`*.\` stands for all hosts below. */
  readonly hosts: readonly string[];
}

/** The providers of this project, by the name that a config has for them. */
export const knownProviders: Readonly<Record<string, KnownProvider>> = ${JSON.stringify(Object.fromEntries(entries))};
`;
}

function factsOf({ environmentPrefix, hosts = [] }: DeclaredFacts): object {
  return { environmentPrefix, hosts: [...new Set(hosts)] };
}
