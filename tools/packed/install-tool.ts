import { copyFile, readFile } from 'node:fs/promises';
import path from 'node:path';
import { runProgram } from './run-program.js';

/**
 * Installs what a folder with a lock file of its own needs, unless that is there already.
 *
 * @param folder - Not one of the workspace's packages: what is in it is not part of `npm ci` there.
 */
export async function installTool(folder: string, signal?: AbortSignal): Promise<void> {
  const lock = path.join(folder, 'package-lock.json');
  // Written last, so that an installation that was interrupted is none.
  const mark = path.join(folder, 'node_modules', '.installed-lock.json');
  if ((await textOf(mark)) === (await textOf(lock))) return;
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  await runProgram('npm', ['ci', '--prefer-offline', '--ignore-scripts', ...quiet], {
    directory: folder,
    signal,
  });
  await copyFile(lock, mark);
}

async function textOf(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch(() => undefined);
}
