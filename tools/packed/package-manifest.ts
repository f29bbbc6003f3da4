import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';

const manifest = v.looseObject({
  name: v.string(),
  version: v.string(),
  dependencies: v.optional(v.record(v.string(), v.string()), {}),
});

/** What is needed of a package.json; what else is in it stays. */
export type PackageManifest = v.InferOutput<typeof manifest>;

/** Reads the package.json in a folder. */
export async function readManifest(folder: string): Promise<PackageManifest> {
  return v.parse(manifest, JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8')));
}
