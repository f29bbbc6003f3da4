import { execSync } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** Has a new package found by its name, in the lock file, and in all that is made from what providers declare. */
export function joinWorkspace(root: string, name: string): void {
  link(root, name);
  lock(root);
  for (const script of ['docs', 'schema']) run(`npm run --silent ${script}`, root);
  console.log(
    `\npackages/providers/${name} is in place. Look for TODO in it and in packages/testing/src/${name}.ts: that is the vendor’s.\n` +
      `npx jest packages/providers/${name} runs its tests.`,
  );
}

// As npm install would, which takes longer and may want a registry.
function link(root: string, name: string): void {
  const place = join(root, 'node_modules', '@axios-keyring', name);
  if (existsSync(place)) return;
  mkdirSync(dirname(place), { recursive: true });
  symlinkSync(relative(dirname(place), join(root, 'packages', 'providers', name)), place, 'junction');
}

// All that the package depends on is in the lock file, so no registry has to be asked.
function lock(root: string): void {
  const update = 'npm install --package-lock-only --ignore-scripts --no-audit --no-fund --loglevel=error';
  try {
    run(`${update} --offline`, root);
  } catch {
    console.warn('The lock file has not got the package yet: run npm install.');
  }
}

function run(command: string, directory: string): void {
  execSync(command, { cwd: directory, stdio: 'inherit' });
}
