import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { transform } from 'esbuild';
import * as v from 'valibot';
import { runProgram, type RunSettings } from '../packed/run-program.js';

/** A project that installs packages of ours and uses them. */
export interface Consumer {
  readonly name: string;
  /** Those of ours that it asks for. */
  readonly asksFor: readonly string[];
  /** Those of others, with their versions. */
  readonly others: Readonly<Record<string, string>>;
  /** All of ours that are installed then. */
  readonly gets: readonly string[];
  /** A file of `consumers/`; one of TypeScript is compiled in the project. Without one, the command line is run. */
  readonly program?: string;
  readonly format?: 'cjs';
  /** What it prints if all went well; without it, the version of the first of ours. */
  readonly prints?: string;
}

const text = readFileSync(path.join(__dirname, '../../package.json'), 'utf8');
const dependencies = v.record(v.string(), v.string());
const { devDependencies: versions } = v.parse(v.object({ devDependencies: dependencies }), JSON.parse(text));

function theirs(...names: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(names.map((name) => [name, versions[name] ?? '']));
}

const core = '@axios-keyring/core';
const taxjar = '@axios-keyring/taxjar';
const avanan = '@axios-keyring/avanan';
const testing = '@axios-keyring/testing';

const twoProviders = {
  asksFor: ['axios-keyring', taxjar, avanan],
  gets: [avanan, core, taxjar, 'axios-keyring'],
  others: theirs('axios'),
  program: 'keyring.mjs',
  prints: '200 200',
};
// Compiled by a version that the tools of these projects support.
const compiler = { typescript: '5.9.3', ...theirs('@types/node') };
// Its parts have one version.
const nest = {
  ...theirs('@nestjs/axios', '@nestjs/common'),
  '@nestjs/core': versions['@nestjs/common'] ?? '',
};

/** What emulates the vendors, in a project of its own so that the others install nothing for it. */
export const emulators: Consumer = {
  name: 'emulators',
  asksFor: [testing, taxjar, avanan],
  gets: [testing, taxjar, avanan, core],
  others: theirs('axios'),
};

/** All that use a release. */
export const consumers: readonly Consumer[] = [
  { name: 'ESM, two providers', ...twoProviders },
  { name: 'CommonJS, two providers', ...twoProviders, format: 'cjs' },
  {
    name: 'TypeScript, NestJS',
    asksFor: [taxjar],
    gets: [core, taxjar],
    others: { ...compiler, ...nest, ...theirs('axios', 'reflect-metadata', 'rxjs') },
    program: 'nest.mts',
    prints: '200',
  },
  {
    name: 'command line',
    asksFor: ['@axios-keyring/cli'],
    gets: ['@axios-keyring/cli', core, 'axios-keyring'],
    others: theirs('axios'),
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
  { asksFor, others }: Consumer,
  settings: RunSettings,
): Promise<readonly string[]> {
  const { directory } = settings;
  await mkdir(directory, { recursive: true });
  const newest = Object.fromEntries(asksFor.map((name) => [name, 'latest']));
  const manifest = { private: true, type: 'module', dependencies: { ...newest, ...others } };
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
export async function runConsumer({ program, format }: Consumer, settings: RunSettings): Promise<string> {
  if (program === undefined) {
    return (await runProgram('npx', ['--no', '--', 'axios-keyring', '--version'], settings)).trim();
  }
  const { directory } = settings;
  const source = await readFile(path.join(__dirname, 'consumers', program), 'utf8');
  const code = format ? (await transform(source, { format })).code : source;
  const file = format ? program.replace('.mjs', '.cjs') : program;
  await writeFile(path.join(directory, file), code);
  if (file.endsWith('.mts')) await compile(file, settings);
  return (await runProgram(process.execPath, [file.replace('.mts', '.mjs')], settings)).trim();
}

async function compile(file: string, settings: RunSettings): Promise<void> {
  const compilerOptions = {
    ...{ module: 'nodenext', target: 'es2022', lib: ['es2022'], types: ['node'] },
    ...{ strict: true, exactOptionalPropertyTypes: true },
    ...{ experimentalDecorators: true, emitDecoratorMetadata: true, useDefineForClassFields: false },
    // What others declare is theirs to set right.
    skipLibCheck: true,
  };
  const configuration = JSON.stringify({ compilerOptions, files: [file] });
  await writeFile(path.join(settings.directory, 'tsconfig.json'), configuration);
  await runProgram('npx', ['--no', '--', 'tsc', '--project', '.'], settings);
}
