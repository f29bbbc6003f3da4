import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { avalaraCommunications } from '@axios-keyring/avalara-communications';
import { avanan } from '@axios-keyring/avanan';
import { azureCommunication, azureRecordings } from '@axios-keyring/azure-communication';
import { type DeclaredFacts } from '@axios-keyring/core';
import { taxjar } from '@axios-keyring/taxjar';
import { keyringSchema } from 'axios-keyring';

const root = join(__dirname, '..', '..', 'packages', 'axios-keyring');

const short = [avalaraCommunications, avanan, azureCommunication, taxjar].map(({ declaration }) => ({
  provider: declaration.name,
  declaration,
}));
const providers = [
  ...short,
  { provider: 'azure-communication#azureRecordings', declaration: azureRecordings.declaration },
];

/** A file that is made from the providers’ declarations. */
export interface GeneratedFile {
  readonly path: string;
  readonly text: string;
}

/** The files of axios-keyring that are made from what all providers of this repository declare. */
export async function generatedFiles(): Promise<readonly GeneratedFile[]> {
  return Promise.all([
    formatted(join(root, 'keyring.schema.json'), JSON.stringify(keyringSchema(providers))),
    formatted(join(root, 'src', 'config', 'routes', 'known-providers.ts'), knownProviders()),
  ]);
}

async function formatted(path: string, text: string): Promise<GeneratedFile> {
  return { path, text: await format(text, { ...(await resolveConfig(path)), filepath: path }) };
}

function knownProviders(): string {
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
