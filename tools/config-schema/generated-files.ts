import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { keyringSchema } from 'axios-keyring';
import { providerPackages } from '../providers/provider-packages.js';
import { knownProvidersText, type NamedProvider } from './known-providers.js';
import { ownProvidersText } from './own-providers.js';

/** A file that is made from the providers’ declarations. */
export interface GeneratedFile {
  readonly path: string;
  readonly text: string;
}

/** The files of a workspace that are made from what all of its providers declare. */
export async function generatedFiles(workspace: string): Promise<readonly GeneratedFile[]> {
  const packages = await providerPackages(workspace);
  const named = packages.flatMap(({ shortName, providers }) =>
    providers.map(({ exportName, declaration }, index): NamedProvider => {
      const isNamesake = index === 0;
      return { provider: isNamesake ? shortName : `${shortName}#${exportName}`, isNamesake, declaration };
    }),
  );
  const all = [...named.filter(({ isNamesake }) => isNamesake), ...named.filter((one) => !one.isNamesake)];
  const keyring = join(workspace, 'packages', 'axios-keyring');
  const cli = join(workspace, 'packages', 'cli');
  return Promise.all([
    formatted(join(keyring, 'keyring.schema.json'), JSON.stringify(keyringSchema(all))),
    formatted(join(keyring, 'src', 'config', 'routes', 'known-providers.ts'), knownProvidersText(all)),
    formatted(join(cli, 'src', 'config', 'own-providers.ts'), ownProvidersText(packages)),
  ]);
}

async function formatted(path: string, text: string): Promise<GeneratedFile> {
  return { path, text: await format(text, { ...(await resolveConfig(path)), filepath: path }) };
}
