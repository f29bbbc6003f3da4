// Fails while a package has no version yet: 0.0.0 would be published like any other, and can never be published again.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder = 'packages'] = process.argv.slice(2);
const unversioned = readdirSync(folder)
  .map((name) => JSON.parse(readFileSync(join(folder, name, 'package.json'), 'utf8')))
  .filter(({ version }) => version === '0.0.0')
  .map(({ name }) => name);

if (unversioned.length > 0) {
  console.error(
    `${unversioned.join(', ')} ${unversioned.length === 1 ? 'has' : 'have'} no version yet, so nothing is published. ` +
      'Run npx lerna version, publish what is new by hand, and push; see Releasing in CONTRIBUTING.md.',
  );
  process.exitCode = 1;
}
