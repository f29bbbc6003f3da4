import { formatFiles, generateFiles, joinPathFragments, type Tree } from '@nx/devkit';
import { join } from 'node:path';
import { joinLists } from './join-lists.js';
import { joinWorkspace } from './join-workspace.js';
import { newProvider, type ProviderSettings } from './new-provider.js';
import { versionsFor } from './versions.js';

/**
 * Makes the package of a provider that builds and passes its tests as it is: what is left is the vendor.
 *
 * nx asks for a default export: https://nx.dev/docs/extending-nx/local-generators
 *
 * @returns What nx does once all files are written.
 * @throws Error for a name, an address or a title that cannot be; then nothing is written.
 */
export default async function generateProvider(tree: Tree, settings: ProviderSettings): Promise<() => void> {
  const provider = newProvider(tree, settings);
  const { name } = provider;
  const folder = joinPathFragments('packages', 'providers', name);
  const words = { ...provider, ...versionsFor(tree) };
  generateFiles(tree, join(__dirname, 'files', 'package'), folder, words);
  generateFiles(tree, join(__dirname, 'files', 'testing'), joinPathFragments('packages', 'testing'), words);
  tree.write(joinPathFragments(folder, 'LICENSE'), tree.read('LICENSE', 'utf8') ?? '');
  joinLists(tree, provider);
  await formatFiles(tree);
  return () => {
    joinWorkspace(tree.root, name);
  };
}
