// Fails while a package has no version yet: 0.0.0 would be published like any other, and can never be published again.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { packageFolders } from '../package-folders.js';

const manifest = v.object({ name: v.string(), version: v.string() });

const [workspace = '.'] = process.argv.slice(2);
const unversioned = packageFolders(workspace)
  .map((folder) =>
    v.parse(manifest, JSON.parse(readFileSync(join(workspace, folder, 'package.json'), 'utf8'))),
  )
  .filter(({ version }) => version === '0.0.0')
  .map(({ name }) => name);

if (unversioned.length > 0) {
  console.error(
    `${unversioned.join(', ')} ${unversioned.length === 1 ? 'has' : 'have'} no version yet, so nothing is published. ` +
      'Run npx lerna version, publish what is new by hand, and push; see Releasing in CONTRIBUTING.md.',
  );
  process.exitCode = 1;
}
