import { parseJSON, property } from '@axios-keyring/core';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The version of this package, from the manifest above the program that runs. `import.meta` would say the same, but
 * is no part of CommonJS, which is built too.
 */
export function packageVersion(programPath: string): string {
  for (let directory = dirname(realpathSync(programPath)); ; directory = dirname(directory)) {
    const path = join(directory, 'package.json');
    const manifest = existsSync(path) ? parseJSON(readFileSync(path, 'utf8')) : undefined;
    const version = property(manifest, 'version');
    if (property(manifest, 'name') === '@axios-keyring/cli' && typeof version === 'string') return version;
    if (dirname(directory) === directory) return 'unknown';
  }
}
