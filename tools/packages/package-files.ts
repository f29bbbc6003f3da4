import { readdir, readFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import ts from 'typescript';
import * as v from 'valibot';

/** The files of a package, by their paths from its folder, with slashes. */
export type PackageFiles = ReadonlyMap<string, string>;

/** Reads all files of a package. */
export async function readPackageFiles(folder: string): Promise<PackageFiles> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => path.join(parentPath, name));
  const nameOf = (file: string): string => path.relative(folder, file).split(path.sep).join('/');
  return new Map(
    await Promise.all(files.map(async (file) => [nameOf(file), await readFile(file, 'utf8')] as const)),
  );
}

/** The packages that built code and types of a package import, without Node's own. */
export function importedPackages(files: PackageFiles): ReadonlySet<string> {
  const built = [...files].filter(([file]) => /^dist\/.*\.(js|d\.ts)$/.test(file));
  const imported = built.flatMap(([, text]) => ts.preProcessFile(text, true, true).importedFiles);
  return new Set(
    imported.flatMap(({ fileName }) => {
      const name = /^(?!\.)(?:@[^/]+\/)?[^/]+/.exec(fileName)?.[0];
      return name === undefined || isBuiltin(fileName) ? [] : name;
    }),
  );
}

/** Where the types of a package say `any`. */
export function findAny(files: PackageFiles): readonly string[] {
  const found: string[] = [];
  for (const [file, text] of [...files].filter(([name]) => name.endsWith('.d.ts'))) {
    const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
    const visit = (node: ts.Node): void => {
      if (node.kind === ts.SyntaxKind.AnyKeyword) {
        found.push(`${file}:${source.getLineAndCharacterOfPosition(node.pos).line + 1}`);
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return found;
}

const sourceMap = v.object({
  sources: v.array(v.string()),
  sourcesContent: v.optional(v.array(v.nullable(v.string()))),
});

/** The sources that source maps of a package name, and that are neither in the package nor in the map. */
export function missingSources(files: PackageFiles): readonly string[] {
  return [...files].flatMap(([name, text]) => {
    if (!name.endsWith('.map')) return [];
    const { sources, sourcesContent } = v.parse(sourceMap, JSON.parse(text));
    return sources.filter((source, index) => {
      const file = path.posix.join(path.posix.dirname(name), source);
      return !files.has(file) && typeof sourcesContent?.[index] !== 'string';
    });
  });
}
