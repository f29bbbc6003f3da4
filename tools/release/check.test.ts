import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'axios-keyring-release-check-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Checks packages with these versions: the status, and what was said. */
function check(versions: Readonly<Record<string, string>>): Promise<readonly [status: number, said: string]> {
  for (const [name, version] of Object.entries(versions)) {
    const own = join(folder, 'packages', name);
    mkdirSync(own, { recursive: true });
    writeFileSync(join(own, 'package.json'), JSON.stringify({ name: `@a/${name}`, version }));
  }
  return new Promise((resolve) => {
    const program = [join(__dirname, '..', 'run.cjs'), join(__dirname, 'check.ts'), folder];
    const running = execFile(process.execPath, program, (_, __, said) => {
      resolve([running.exitCode ?? -1, said]);
    });
  });
}

it('lets packages pass that have a version', async () => {
  expect(await check({ one: '0.1.0', two: '10.0.0' })).toEqual([0, '']);
});

it('names the packages that have none, and says what to do', async () => {
  const [status, said] = await check({ one: '0.0.0', 'providers/three': '0.0.0', two: '0.1.0' });
  expect(status).toBe(1);
  expect(said).toContain(
    '@a/one, @a/providers/three have no version yet, so nothing is published. Run npx lerna version',
  );
});

it('is what the workflow asks before it publishes', () => {
  const workflow = readFileSync(join(__dirname, '..', '..', '.github', 'workflows', 'release.yml'), 'utf8');
  const steps = [...workflow.matchAll(/- run: (.+)/g)].map(([, command]) => command);
  expect(steps).toContain('npm run release:check');
  expect(steps.indexOf('npm run release:check')).toBeLessThan(
    steps.indexOf('npx lerna publish from-package --yes'),
  );
});
