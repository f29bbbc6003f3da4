import { credentialVariables } from '../../packages/cli/src/init/credential-variables.js';
import { type ProviderPackage } from '../providers/provider-packages.js';

/** The source that tells the command line of this project’s providers, which need not be installed. */
export function ownProvidersText(packages: readonly ProviderPackage[]): string {
  const own = packages.map(({ shortName, description, providers: [namesake] }) => ({
    name: shortName,
    description,
    variables: Object.fromEntries(credentialVariables(namesake.declaration)),
  }));
  return `// Made from the providers' declarations by tools/config-schema/main.ts; not to be changed by hand.

/** A package of this project that has providers. */
export interface OwnProvider {
  /** Without the scope; a config names its main provider so. */
  readonly name: string;
  readonly description: string;
  /** The options that hold credentials, with their environment variables. */
  readonly variables: Readonly<Record<string, string>>;
}

/** The packages of this project that have providers. */
export const ownProviders: readonly OwnProvider[] = ${JSON.stringify(own)};
`;
}
