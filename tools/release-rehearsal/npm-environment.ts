import { writeFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * What makes npm use a registry, whatever this machine is set to, and a cache that nothing else fills: another
 * rehearsal publishes other packages under the same versions. npm publishes nothing without a token; the registry
 * takes any.
 */
export async function npmEnvironment(
  root: string,
  registry: string,
): Promise<Readonly<Record<string, string>>> {
  const settings = path.join(root, 'npmrc');
  await writeFile(settings, `${registry.replace(/^\w+:/, '')}:_authToken=rehearsal\n`);
  return {
    npm_config_registry: registry,
    npm_config_cache: path.join(root, 'npm-cache'),
    npm_config_userconfig: settings,
  };
}
