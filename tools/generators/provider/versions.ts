import { joinPathFragments, readJson, type Tree } from '@nx/devkit';

/** What a provider depends on, as the workspace has it now. */
export interface Versions {
  readonly coreVersion: string;
  readonly testingVersion: string;
  readonly axiosRange: string;
}

interface Manifest {
  readonly version: string;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** The versions that the packages of the workspace have, so that npm links them. */
export function versionsFor(tree: Tree): Versions {
  const core = manifestOf(tree, 'core');
  return {
    coreVersion: core.version,
    testingVersion: manifestOf(tree, 'testing').version,
    axiosRange: core.peerDependencies?.axios ?? '*',
  };
}

function manifestOf(tree: Tree, folder: string): Manifest {
  return readJson<Manifest>(tree, joinPathFragments('packages', folder, 'package.json'));
}
