import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { packageFolders } from '../package-folders.js';
import { runProgram } from '../packed/run-program.js';

const workspace = path.resolve(__dirname, '..', '..');

// What Node 20 brings, and the first npm 11. Later ones write no optional peers into a lock file; these miss one there
// as soon as another version of it is at the root.
const versions = ['10.8.2', '11.0.0'];

const folders = [
  '.',
  ...readdirSync(path.join(workspace, 'tools')).map((name) => path.join('tools', name)),
].filter((folder) => existsSync(path.join(workspace, folder, 'package-lock.json')));

let copy: string;

beforeAll(() => {
  copy = mkdtempSync(path.join(os.tmpdir(), 'axios-keyring-lock-files-'));
  for (const folder of [...folders, ...packageFolders(workspace)]) {
    for (const file of ['package.json', 'package-lock.json', '.npmrc'].map((name) =>
      path.join(folder, name),
    )) {
      if (existsSync(path.join(workspace, file))) cpSync(path.join(workspace, file), path.join(copy, file));
    }
  }
});

afterAll(() => {
  rmSync(copy, { recursive: true });
});

describe.each(folders)('the lock file in %s', (folder) => {
  it('has no address that a package was downloaded from', () => {
    const text = readFileSync(path.join(workspace, folder, 'package-lock.json'), 'utf8');
    expect(text).not.toMatch(/"resolved": "\w+:/);
  });

  it.each(versions)(
    'is what npm %s installs from',
    async (version) => {
      const settings = { directory: path.join(copy, folder) };
      const install = ['ci', '--dry-run', '--ignore-scripts', '--prefer-offline'];
      const said = await runProgram('npx', ['--yes', `npm@${version}`, ...install], settings);
      expect(said).toContain('added');
    },
    120_000,
  );
});
