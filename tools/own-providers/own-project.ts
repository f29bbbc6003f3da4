import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { installPackages } from '../packed/install-packages.js';
import { packPackages } from '../packed/pack-packages.js';
import { runProgram } from '../packed/run-program.js';

/** A project with the packages of this workspace as they are published, and with files of its own. */
export interface OwnProject {
  /** Makes a service in a folder of its own; a text as it is, anything else as JSON. */
  service(name: string, files: Readonly<Record<string, unknown>>): Promise<OwnService>;
  /** Removes all of it. */
  remove(): Promise<void>;
}

/** A folder of a project. */
export interface OwnService {
  /** Runs Node there, and gives what it printed. */
  run(...programArguments: readonly string[]): Promise<string>;
}

const workspace = path.resolve(__dirname, '..', '..');

/** Installs packages, and the compiler that a config in TypeScript may need. */
export async function createOwnProject(names: readonly string[]): Promise<OwnProject> {
  const root = await mkdtemp(path.join(os.tmpdir(), 'axios-keyring-own-providers-'));
  const tarballs = path.join(root, 'tarballs');
  await mkdir(tarballs);
  const dependencies = Object.fromEntries([...names, 'axios'].map((name) => [name, '*']));
  const manifest = { name: 'project', version: '1.0.0', dependencies };
  await installPackages(root, manifest, await packPackages(names, tarballs));
  await symlink(
    path.join(workspace, 'node_modules', 'typescript'),
    path.join(root, 'node_modules', 'typescript'),
  );
  return {
    service: async (name, files) => {
      const directory = path.join(root, name);
      // The search for a config ends here.
      await mkdir(path.join(directory, '.git'), { recursive: true });
      for (const [file, content] of Object.entries(files)) {
        const text = typeof content === 'string' ? content : JSON.stringify(content);
        await mkdir(path.dirname(path.join(directory, file)), { recursive: true });
        await writeFile(path.join(directory, file), text);
      }
      return { run: (...values) => runProgram(process.execPath, values, { directory }) };
    },
    remove: () => rm(root, { recursive: true, force: true }),
  };
}
