import { joinPathFragments, names, type Tree } from '@nx/devkit';
import { type Place, placeOf } from './place-of.js';
import { refuse } from './refuse.js';
import { isTaken } from './taken-words.js';

/** What somebody says of a new provider. */
export interface ProviderSettings {
  readonly name: string;
  readonly baseURL?: string;
  readonly title?: string;
}

/** A new provider, in all the ways in which files name it. */
export interface NewProvider extends Place {
  /** As in `acme-billing`. */
  readonly name: string;
  /** As in `acmeBilling`. */
  readonly exportName: string;
  /** As in `AcmeBilling`. */
  readonly typeName: string;
  /** As in `ACME_BILLING`. */
  readonly prefix: string;
  /** As its vendor writes it. */
  readonly title: string;
}

/**
 * Works out what a new provider is called.
 *
 * @throws Error that says what is wrong with a setting, and what to give instead.
 */
export function newProvider(tree: Tree, settings: ProviderSettings): NewProvider {
  const { name } = settings;
  refuse(nameProblem(tree, name));
  const { propertyName: exportName, className: typeName } = names(name);
  const title = settings.title?.trim() ?? titleOf(name);
  refuse(titleProblem(title));
  return {
    ...{ name, exportName, typeName, title },
    prefix: name.toUpperCase().replaceAll('-', '_'),
    ...placeOf(tree, settings.baseURL ?? `https://api.${name}.example`),
  };
}

function nameProblem(tree: Tree, name: string): string | undefined {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) || name.length > 40) {
    return (
      `"${name}" cannot be the name of a provider. It is lower case letters, digits and single hyphens, begins with ` +
      'a letter and has up to 40 characters: acme-billing.'
    );
  }
  const there = ['packages', 'packages/schemes', 'packages/providers']
    .map((parent) => joinPathFragments(parent, name))
    .find((folder) => tree.exists(folder));
  if (there !== undefined) return `${there} is there already. Choose another name, or remove the folder.`;
  if (isTaken(names(name).propertyName) || emulatorFiles(name).some((file) => tree.exists(file))) {
    return `"${name}" means something else in the code. Say more: ${name}-api.`;
  }
  return undefined;
}

// A name may be that of another file there, such as server.
function emulatorFiles(name: string): readonly string[] {
  return [name, `${name}.ts`].map((file) => joinPathFragments('packages', 'testing', 'src', file));
}

function titleOf(name: string): string {
  return name
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');
}

function titleProblem(title: string): string | undefined {
  // It is written into sources, tables and manifests as it is.
  const isPlain = /^[\p{L}\p{N}]([\p{L}\p{N} .&+’-]*[\p{L}\p{N}])?$/u.test(title) && !title.includes('  ');
  if (isPlain && title.length <= 40) return undefined;
  return (
    `"${title}" cannot be the title. It is up to 40 characters: letters and digits, and between them spaces, hyphens ` +
    'or . & + ’, as in Acme Billing.'
  );
}
