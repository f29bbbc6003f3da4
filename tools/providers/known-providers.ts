import { resolve } from 'node:path';
import { type DeclaredFacts } from '@axios-keyring/core';
import { credentialVariables } from '../../packages/cli/src/init/credential-variables.js';
import { type KnownProvider, type ProviderSetup } from 'axios-keyring/known-providers';
import { type ProviderPackage, providerPackages, type WrittenSetup } from './provider-packages.js';

/** A provider as a config names it. */
export interface NamedProvider {
  readonly provider: string;
  readonly declaration: DeclaredFacts;
  readonly setups: readonly ProviderSetup[];
}

const workspace = resolve(__dirname, '..', '..');

/** The providers of this project; those that packages are named after come first. */
export function namedProviders(): readonly NamedProvider[] {
  const packages = providerPackages(workspace);
  return [
    ...packages.map((one) => ({
      provider: one.shortName,
      declaration: one.providers[0].declaration,
      setups: one.setups.map((setup) => setupOf(one, setup)),
    })),
    ...packages.flatMap(({ shortName, providers: [, ...others] }) =>
      others.map(({ exportName, declaration }) => ({
        provider: `${shortName}#${exportName}`,
        declaration,
        setups: [],
      })),
    ),
  ];
}

/** What axios-keyring has to know of them, by the name that a config has for them. */
export function knownProviders(): Readonly<Record<string, KnownProvider>> {
  return Object.fromEntries(
    namedProviders().map(({ provider, declaration: { environmentPrefix, hosts = [] }, setups }) => [
      provider,
      { environmentPrefix, hosts: [...new Set(hosts)], setups },
    ]),
  );
}

/** @throws Error for a setup that the declaration does not know. */
function setupOf(
  { shortName, providers }: ProviderPackage,
  { id, title, constants = {}, options: given }: WrittenSetup,
): ProviderSetup {
  const { declaration } = providers[0];
  const { options } = declaration;
  const names = given ?? [...credentialVariables(declaration).keys()];
  for (const [option, value] of Object.entries(constants)) {
    if (options[option]?.metadata.values?.includes(value) !== true) {
      throw new Error(`A setup of ${shortName} has ${option}: ${value}, which is not declared.`);
    }
  }
  const variables = names.map((option) => {
    const variable = options[option]?.metadata.env;
    if (variable === undefined)
      throw new Error(`A setup of ${shortName} has ${option}, which has no variable.`);
    return [option, variable] as const;
  });
  return {
    id: id === undefined ? shortName : `${shortName}:${id}`,
    title,
    constants,
    variables: Object.fromEntries(variables),
  };
}
