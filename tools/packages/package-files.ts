import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** The files of a package, by their paths from its folder, with slashes. */
export type PackageFiles = ReadonlyMap<string, string>;

/** Reads all files of an unpacked package. */
export async function readPackageFiles(folder: string): Promise<PackageFiles> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return new Map(
    await Promise.all(
      files.map(async (entry): Promise<[string, string]> => {
        const file = path.join(entry.parentPath, entry.name);
        const name = path.relative(folder, file).split(path.sep).join('/');
        return [name, await readFile(file, 'utf8')];
      }),
    ),
  );
}
