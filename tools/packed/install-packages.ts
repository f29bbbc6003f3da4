import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type PackedPackage } from './pack-packages.js';
import { type PackageManifest } from './package-manifest.js';
import { runProgram } from './run-program.js';

type Packages = ReadonlyMap<string, PackedPackage>;

/**
 * Installs what a manifest depends on in a folder: packed packages from their tarballs, and third-party packages from
 * the registry or npm's cache.
 */
export async function installPackages(
  folder: string,
  manifest: PackageManifest,
  packages: Packages,
  signal?: AbortSignal,
): Promise<void> {
  const text = `${JSON.stringify(withTarballs(manifest, packages), null, 2)}\n`;
  await writeFile(path.join(folder, 'package.json'), text);
  const quiet = ['--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'];
  await runProgram('npm', ['install', '--prefer-offline', '--ignore-scripts', ...quiet], {
    directory: folder,
    signal,
  });
}

/** The same dependencies from tarballs, and those that they have in turn. */
function withTarballs(manifest: PackageManifest, packages: Packages): PackageManifest {
  const dependencies = { ...manifest.dependencies };
  const overrides: Record<string, string> = {};
  for (const name of Object.keys(dependencies)) {
    const packed = packages.get(name);
    if (!packed) continue;
    dependencies[name] = `file:${packed.tarball}`;
    for (const below of Object.keys(packed.manifest.dependencies)) {
      const tarball = packages.get(below)?.tarball;
      if (tarball !== undefined && !Object.hasOwn(manifest.dependencies, below)) {
        overrides[below] = `file:${tarball}`;
      }
    }
  }
  return { ...manifest, dependencies, overrides };
}
