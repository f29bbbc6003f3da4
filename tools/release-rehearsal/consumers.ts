import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import axios from 'axios';
import * as v from 'valibot';
import { runProgram, type RunSettings } from '../packed/run-program.js';

/** A project that installs packages of ours and uses them. */
export interface Consumer {
  readonly name: string;
  /** Those of ours that it asks for. */
  readonly asksFor: readonly string[];
  /** All of ours that are installed then. */
  readonly gets: readonly string[];
  /** A file of `consumers/`. Without one, the command line is run. */
  readonly program?: string;
  /** What it prints if all went well; without it, the version of the first of ours. */
  readonly prints?: string;
}

const core = '@axios-keyring/core';
const taxjar = '@axios-keyring/taxjar';
const avanan = '@axios-keyring/avanan';
const testing = '@axios-keyring/testing';

/** What emulates the vendors, in a project of its own so that the others install nothing for it. */
export const emulators: Consumer = {
  name: 'emulators',
  asksFor: [testing, taxjar, avanan],
  gets: [testing, taxjar, avanan, core],
};

/** All that use a release. */
export const consumers: readonly Consumer[] = [
  {
    name: 'two providers',
    asksFor: ['axios-keyring', taxjar, avanan],
    gets: [avanan, core, taxjar, 'axios-keyring'],
    program: 'keyring.mjs',
    prints: '200 200',
  },
  {
    name: 'command line',
    asksFor: ['@axios-keyring/cli'],
    gets: ['@axios-keyring/cli', core, 'axios-keyring'],
  },
];

/**
 * Makes a consumer's project, with nothing around it that it could find by chance, and installs what it asks for: ours in
 * their newest versions.
 *
 * @param settings - The directory does not exist yet; the environment leads npm to the registry.
 * @returns The packages of ours that are installed, with their versions, in order.
 */
export async function installConsumer(
  { asksFor }: Consumer,
  settings: RunSettings,
): Promise<readonly string[]> {
  const { directory } = settings;
  await mkdir(directory, { recursive: true });
  const newest = Object.fromEntries(asksFor.map((name) => [name, 'latest']));
  const manifest = { private: true, type: 'module', dependencies: { ...newest, axios: axios.VERSION } };
  await writeFile(path.join(directory, 'package.json'), JSON.stringify(manifest));
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  await runProgram('npm', ['install', '--ignore-scripts', ...quiet], settings);
  const installed = await readFile(path.join(directory, 'node_modules', '.package-lock.json'), 'utf8');
  const { packages } = v.parse(installation, JSON.parse(installed));
  const found = Object.entries(packages).map(([place, { version = '' }]) => {
    return [place.replace('node_modules/', ''), version] as const;
  });
  const ours = found.filter(([name]) => /^(@axios-keyring\/[^/]+|axios-keyring)$/.test(name));
  return ours.map((nameAndVersion) => nameAndVersion.join(' ')).sort();
}

const installation = v.object({
  packages: v.record(v.string(), v.object({ version: v.optional(v.string()) })),
});

/**
 * Runs a consumer in its project.
 *
 * @returns What it printed.
 */
export async function runConsumer({ program }: Consumer, settings: RunSettings): Promise<string> {
  if (program === undefined) {
    return (await runProgram('npx', ['--no', '--', 'axios-keyring', '--version'], settings)).trim();
  }
  await copyFile(path.join(__dirname, 'consumers', program), path.join(settings.directory, program));
  return (await runProgram(process.execPath, [program], settings)).trim();
}
