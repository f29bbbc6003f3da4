import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';

const workspace = join(__dirname, '..', '..');

it('who only composes loads nothing that reads a config', async () => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=@axios-keyring/source', 'tools/run.cjs', 'tools/config-schema/list-loaded-modules.ts'],
    { cwd: workspace },
  );
  expect(stdout).toContain('create-keyring');
  expect(stdout).not.toMatch(/js-yaml|config[\\/](load\.|modules|read|routes|references)/);
}, 30_000);
