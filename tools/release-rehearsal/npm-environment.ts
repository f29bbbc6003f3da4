import path from 'node:path';

/**
 * What makes npm use a registry, whatever this machine is set to, and a cache that nothing else fills: another
 * rehearsal publishes other packages under the same versions.
 */
export function npmEnvironment(root: string, registry: string): Readonly<Record<string, string>> {
  return { npm_config_registry: registry, npm_config_cache: path.join(root, 'npm-cache') };
}
