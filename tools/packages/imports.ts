import { isBuiltin } from 'node:module';
import ts from 'typescript';
import { type PackageFiles } from './package-files.js';

/** The packages that built code and types of a package import, without Node's own. */
export function importedPackages(files: PackageFiles): ReadonlySet<string> {
  const names = new Set<string>();
  for (const [file, text] of files) {
    if (!/^dist\/.*\.(js|d\.ts)$/.test(file)) continue;
    for (const { fileName } of ts.preProcessFile(text, true, true).importedFiles) {
      const name = /^(?!\.)(?:@[^/]+\/)?[^/]+/.exec(fileName)?.[0];
      if (name !== undefined && !isBuiltin(fileName)) names.add(name);
    }
  }
  return names;
}
