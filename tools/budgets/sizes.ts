import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import * as v from 'valibot';
import { packageFolders } from '../package-folders.js';

const sizesSchema = v.record(v.string(), v.object({ together: v.number(), alone: v.number() }));

/**
 * For each package its bytes in an application's bundle, minified and compressed: together with all of ours that it imports,
 * and alone.
 */
export type Sizes = v.InferOutput<typeof sizesSchema>;

const workspace = path.resolve(__dirname, '../..');
const names = v.optional(v.record(v.string(), v.string()), {});
const manifestSchema = v.object({
  name: v.string(),
  dependencies: names,
  peerDependencies: names,
  bin: v.optional(names),
});

/** The manifests of all packages. */
export const manifests = packageFolders(workspace).map((folder) =>
  v.parse(manifestSchema, JSON.parse(readFileSync(path.join(workspace, folder, 'package.json'), 'utf8'))),
);

/** Where the sizes are from which growth is reckoned. */
export const sizesFile = path.join(__dirname, 'sizes.json');

/** What was measured when somebody last ran `npm run sizes`. */
export function committedSizes(): Sizes {
  return v.parse(sizesSchema, JSON.parse(readFileSync(sizesFile, 'utf8')));
}

/** Measures what is built: all that an application loads beside its axios. */
export async function measureSizes(): Promise<Sizes> {
  const ours = manifests.map(({ name }) => name);
  const sizes: Sizes = {};
  for (const { name, dependencies, peerDependencies, bin } of manifests) {
    if (peerDependencies.axios === undefined || bin) continue;
    const others = Object.keys({ ...dependencies, ...peerDependencies });
    const foreign = others.filter((other) => !ours.includes(other));
    sizes[name] = { together: await bundleSize(name, foreign), alone: await bundleSize(name, others) };
  }
  return sizes;
}

async function bundleSize(name: string, leftOut: readonly string[]): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents: `export * from '${name}';`, resolveDir: workspace },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
    conditions: ['import'],
    external: ['node:*', ...leftOut],
    legalComments: 'none',
  });
  const [file] = outputFiles;
  if (!file) throw new Error(`There is no bundle of ${name}.`);
  return gzipSync(file.contents, { level: 9 }).length;
}

/** The rows of the table in docs/speed.md. */
export function sizeRows(sizes: Sizes): readonly (readonly string[])[] {
  return Object.entries(sizes).map(([name, { together, alone }]) => [
    `\`${name}\``,
    ...[together, alone].map(kilobytes),
  ]);
}

/** For example `26.4 kB`. */
export function kilobytes(bytes: number): string {
  return `${(bytes / 1_000).toFixed(1)} kB`;
}
