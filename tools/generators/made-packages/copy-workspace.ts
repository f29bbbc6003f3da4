import { cp, mkdir, mkdtemp, readdir, readFile, symlink } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { packageFolders } from '../../package-folders.js';
import { runProgram } from '../../packed/run-program.js';
import { parseJSON, property } from '@axios-keyring/core';

const workspace = path.resolve(__dirname, '..', '..', '..');
const notCopied: ReadonlySet<string> = new Set(['.git', '.nx', 'coverage', 'dist', 'node_modules']);

/**
 * Copies this workspace to a repository in a temporary folder, with the packages that are installed here, and its own packages from
 * the copy.
 */
export async function copyWorkspace(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'axios-keyring-made-packages-'));
  await cp(workspace, folder, {
    recursive: true,
    filter: (source) => source === workspace || !notCopied.has(path.basename(source)),
  });
  await linkInstalled(folder);
  await linkOwn(folder);
  const commit = [
    '-c',
    'user.name=A test',
    '-c',
    'user.email=test@localhost',
    'commit',
    '--quiet',
    '--message=a copy',
  ];
  for (const command of [['init', '--quiet'], ['add', '--all'], commit]) {
    await runProgram('git', command, { directory: folder });
  }
  return folder;
}

// Each by itself: what is linked into the copy must not appear here, and npm writes to the files beside them.
async function linkInstalled(folder: string): Promise<void> {
  const [from, to] = [workspace, folder].map((root) => path.join(root, 'node_modules'));
  if (from === undefined || to === undefined) return;
  await mkdir(to);
  for (const name of await readdir(from)) {
    const isOurs = name === '@axios-keyring' || name === 'axios-keyring';
    const isTools = name === '.bin';
    if (isTools || (!isOurs && !name.startsWith('.')))
      await symlink(path.join(from, name), path.join(to, name));
  }
}

async function linkOwn(folder: string): Promise<void> {
  await mkdir(path.join(folder, 'node_modules', '@axios-keyring'));
  for (const own of packageFolders(folder)) {
    const target = path.join(folder, own);
    const name = property(parseJSON(await readFile(path.join(target, 'package.json'), 'utf8')), 'name');
    await symlink(target, path.join(folder, 'node_modules', String(name)));
  }
}
