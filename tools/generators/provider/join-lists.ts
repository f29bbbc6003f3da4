import { joinPathFragments, type Tree, updateJson } from '@nx/devkit';
import { type NewProvider } from './new-provider.js';

interface PeersManifest {
  peerDependencies?: Readonly<Record<string, string>>;
  peerDependenciesMeta?: Readonly<Record<string, { readonly optional: boolean }>>;
}

/** Enters a provider where packages are told of all: as a peer that may be absent, and among the emulators. */
export function joinLists(tree: Tree, provider: NewProvider): void {
  for (const folder of ['axios-keyring', 'cli']) {
    updateJson<PeersManifest>(tree, joinPathFragments('packages', folder, 'package.json'), (manifest) =>
      withPeer(manifest, `@axios-keyring/${provider.name}`),
    );
  }
  joinEmulators(tree, provider);
  describeEmulator(tree, provider);
}

function withPeer(manifest: PeersManifest, name: string): PeersManifest {
  const { peerDependencies, peerDependenciesMeta } = manifest;
  return {
    ...manifest,
    peerDependencies: sorted({ ...peerDependencies, [name]: '*' }),
    peerDependenciesMeta: sorted({ ...peerDependenciesMeta, [name]: { optional: true } }),
  };
}

function sorted<Value>(record: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> {
  return Object.fromEntries(Object.entries(record).sort(([left], [right]) => (left < right ? -1 : 1)));
}

function joinEmulators(tree: Tree, { name, typeName }: NewProvider): void {
  insertBefore(tree, 'packages/testing/src/emulators.ts', [
    ['\n/**', `import { start${typeName} } from './${name}.js';\n`],
    ['};\n', `  '${name}': start${typeName},\n`],
  ]);
  const index = 'packages/testing/src/index.ts';
  const types = `export type { ${typeName}Credentials, ${typeName}Options } from './${name}.js';\n`;
  tree.write(index, (tree.read(index, 'utf8') ?? '') + types);
}

function describeEmulator(tree: Tree, { name }: NewProvider): void {
  insertBefore(tree, 'packages/testing/README.md', [
    [
      '`taxjar`:\n',
      `\`${name}\`:\n\n| option | type | default | |\n| --- | --- | --- | --- |\n| \`apiKey\` | string | a sample | |\n\n`,
    ],
    [
      '| `taxjar` ',
      `| \`${name}\` | 401 | the header is missing, sent twice, of another scheme, or holds another key |\n`,
    ],
  ]);
}

function insertBefore(
  tree: Tree,
  path: string,
  insertions: readonly (readonly [place: string, text: string])[],
): void {
  const text = insertions.reduce(
    (before, [place, inserted]) => {
      const position = before.indexOf(place);
      if (position === -1)
        throw new Error(`${path} has no ${JSON.stringify(place)}, where the provider joins.`);
      return before.slice(0, position) + inserted + before.slice(position);
    },
    tree.read(path, 'utf8') ?? '',
  );
  tree.write(path, text);
}
