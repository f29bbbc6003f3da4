import { build } from 'esbuild';
import { gzipSync } from 'node:zlib';

/**
 * The size of a package as part of an application: bundled with all that it imports, minified, and compressed.
 *
 * @param name - The package, installed below the folder.
 * @param external - What is left out; axios always is.
 * @returns Bytes.
 */
export async function bundleSize(
  name: string,
  folder: string,
  external: readonly string[] = [],
): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents: `export * from '${name}';`, resolveDir: folder },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
    conditions: ['import'],
    external: ['axios', 'node:*', ...external],
    legalComments: 'none',
  });
  const [file] = outputFiles;
  if (file === undefined) throw new Error(`There is no bundle of ${name}.`);
  return gzipSync(file.contents, { level: 9 }).length;
}
