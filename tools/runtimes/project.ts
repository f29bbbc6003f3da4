import { build, type BuildOptions } from 'esbuild';
import axios from 'axios';
import { cp, mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { installPackages } from '../packed/install-packages.js';
import { packPackages } from '../packed/pack-packages.js';

const names = ['avalara-communications', 'avanan', 'azure-communication', 'taxjar'];
const packages = ['axios-keyring', ...names.map((name) => `@axios-keyring/${name}`)];

/** The files that are made of the smoke suite, in the folder of the project. */
export const files = {
  /** Finds the packages as the runtime itself does. */
  esm: 'smoke.mjs',
  cjs: 'smoke.cjs',
  /** Have the packages in them, as an application's bundle has. */
  page: 'page.js',
  workerd: 'workerd.js',
} as const;

/** Installs the packed packages and axios in a folder, as an application does, and puts the smoke suite there. */
export async function makeProject(folder: string): Promise<void> {
  const tarballs = path.join(folder, 'tarballs');
  await mkdir(tarballs);
  const packed = await packPackages(packages, tarballs);
  const dependencies = Object.fromEntries(packages.map((name) => [name, '*']));
  await installPackages(
    folder,
    { name: 'smoke', version: '1.0.0', dependencies: { ...dependencies, axios: axios.VERSION } },
    packed,
  );
  // From there, its imports lead to the packages that are installed there.
  await cp(path.join(__dirname, 'smoke'), path.join(folder, 'smoke'), { recursive: true });
  const outside: BuildOptions = { platform: 'node', packages: 'external' };
  await bundle(folder, 'in-process', files.esm, { ...outside, format: 'esm' });
  await bundle(folder, 'in-process', files.cjs, { ...outside, format: 'cjs' });
  await bundle(folder, 'in-page', files.page, browser);
  await bundle(folder, 'in-workerd', files.workerd, {
    ...browser,
    conditions: ['workerd', 'worker', 'browser', 'import'],
  });
}

// Nothing stands in for Node's modules.
const browser: BuildOptions = { platform: 'browser', format: 'esm' };

/** What a page runs. */
export function pageScript(folder: string): Promise<string> {
  return readFile(path.join(folder, files.page), 'utf8');
}

async function bundle(folder: string, entry: string, outfile: string, options: BuildOptions): Promise<void> {
  await build({
    entryPoints: [path.join(folder, 'smoke', `${entry}.ts`)],
    bundle: true,
    outfile: path.join(folder, outfile),
    target: 'es2022',
    logLevel: 'warning',
    ...options,
  });
}
