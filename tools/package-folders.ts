import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const parents = ['packages', 'packages/providers', 'packages/schemes'];

/** The folders of a workspace's packages, relative to it: the only place that knows where packages lie. */
export function packageFolders(workspace: string): readonly string[] {
  return parents
    .filter((parent) => existsSync(join(workspace, parent)))
    .flatMap((parent) =>
      readdirSync(join(workspace, parent))
        .sort()
        .map((name) => `${parent}/${name}`),
    )
    .filter((folder) => existsSync(join(workspace, folder, 'package.json')));
}
