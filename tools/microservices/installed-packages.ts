import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';

const named = v.object({ name: v.string() });

/** A file below a `node_modules`. */
export interface InstalledFile {
  /** From `node_modules` on, with slashes. */
  readonly path: string;
  readonly text: string;
}

/** All files of all packages in a `node_modules`, at any depth; what npm keeps there for itself is left out. */
export async function readInstalled(nodeModules: string): Promise<readonly InstalledFile[]> {
  const entries = await readdir(nodeModules, { recursive: true, withFileTypes: true });
  return Promise.all(
    entries
      .filter((entry) => entry.isFile() && entry.name !== '.package-lock.json')
      .map(async (entry) => {
        const file = path.join(entry.parentPath, entry.name);
        const relative = path.relative(nodeModules, file).split(path.sep).join('/');
        return { path: relative, text: await readFile(file, 'latin1') };
      }),
  );
}

/** The names that packages have in their own package.json, wherever they are. */
export function packageNames(files: readonly InstalledFile[]): ReadonlySet<string> {
  const manifests = files.filter(({ path: file }) => file.endsWith('/package.json'));
  return new Set(
    manifests.flatMap(({ text }) => {
      const result = v.safeParse(named, JSON.parse(Buffer.from(text, 'latin1').toString()));
      return result.success ? [result.output.name] : [];
    }),
  );
}
