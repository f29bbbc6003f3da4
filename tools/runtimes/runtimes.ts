import { existsSync } from 'node:fs';
import path from 'node:path';
import { readManifest } from '../packed/package-manifest.js';
import { findChromium, startChromium, versionOfChromium } from './launch/chromium.js';
import { type Launch, type Running } from './launch/launch.js';
import { startProgram } from './launch/program.js';
import { type Limit, limits } from './limits.js';
import { files } from './project.js';
import { type Adapter } from './smoke/world.js';

/** A runtime in one of its ways to load the packages. */
export interface Runtime {
  readonly name: string;
  readonly version: string;
  /** How the packages come into it. */
  readonly format: 'ESM' | 'CommonJS' | 'bundle';
  readonly adapters: readonly Adapter[];
  /** Whether it is a process that ends when nothing is left to do. */
  readonly isProcess: boolean;
  /** Over these, scripts do not see a redirect. */
  readonly blindOver?: readonly Adapter[];
  readonly limits: readonly Limit[];
  readonly start: (launch: Launch) => Running | Promise<Running>;
}

/** What there is to try, and what is missing. */
export interface Choice {
  readonly runtimes: readonly Runtime[];
  /** Why something is not tried, a sentence each. */
  readonly leftOut: readonly string[];
}

const modules = path.join(__dirname, 'node_modules');
const onServers = ['http', 'fetch'] as const;
const majors = [20, 22, 24, 26];

/** Finds all runtimes that run on this machine. */
export async function findRuntimes(): Promise<Choice> {
  const leftOut: string[] = [];
  const runtimes: Runtime[] = [];
  for (const major of majors) {
    const oldest = await installed(`node-${major}-oldest`, 'bin/node');
    if (oldest) runtimes.push(...nodeAt(oldest.program, oldest.version));
    else leftOut.push(`Node ${major}.0 is not there for this platform.`);
    const found = await node(major);
    if (found) runtimes.push(...found);
    else leftOut.push(`Node ${major} is not there for this platform, and is not what runs this.`);
  }
  for (const [name, find] of [['Bun', bun] as const, ['Deno', deno] as const]) {
    const found = await find();
    if (found) runtimes.push(...found);
    else leftOut.push(`${name} is not there for this platform.`);
  }
  runtimes.push(...(await workerd()));
  const found = await chromium();
  if (found) runtimes.push(...found);
  else leftOut.push('There is no Chromium. Say with CHROMIUM_PATH where it is.');
  return { runtimes, leftOut };
}

async function node(major: number): Promise<readonly Runtime[] | undefined> {
  if (process.versions.node.startsWith(`${major}.`)) return nodeAt(process.execPath, process.versions.node);
  const found = await installed(`node-${major}`, 'bin/node');
  return found && nodeAt(found.program, found.version);
}

function nodeAt(program: string, version: string): readonly Runtime[] {
  return [
    command({ name: 'Node', version, format: 'ESM', program, programArguments: [files.esm] }),
    command({ name: 'Node', version, format: 'CommonJS', program, programArguments: [files.cjs] }),
  ];
}

async function bun(): Promise<readonly Runtime[] | undefined> {
  const found = await installed('@oven/bun-linux-x64', 'bin/bun');
  if (!found) return undefined;
  // What is not in the folder must not be fetched.
  const formats = [
    { format: 'ESM', programArguments: ['--no-install', files.esm] },
    { format: 'CommonJS', programArguments: ['--no-install', files.cjs] },
  ] as const;
  return formats.map((format) => command({ name: 'Bun', ...found, ...format }));
}

async function deno(): Promise<readonly Runtime[] | undefined> {
  const found = await installed('@deno/linux-x64-glibc', 'deno');
  if (!found) return undefined;
  const allowed = ['--allow-net=127.0.0.1', '--allow-env', '--allow-read=.', '--no-prompt'];
  const programArguments = ['run', '--cached-only', '--no-lock', ...allowed, files.esm];
  return [command({ name: 'Deno', format: 'ESM', ...found, programArguments })];
}

async function workerd(): Promise<readonly Runtime[]> {
  const { version } = await readManifest(path.join(modules, 'workerd'));
  const location = path.join(modules, 'miniflare', 'dist', 'src', 'index.js');
  const starter = path.join(__dirname, 'launch', 'run-workerd.mjs');
  return [[], ['nodejs_compat']].map((flags) => ({
    name: ['workerd', ...flags].join(' with '),
    version,
    format: 'bundle',
    adapters: ['fetch'],
    isProcess: true,
    limits: flags.length === 0 ? limits.workerd : [],
    start: ({ project, control }) =>
      startProgram(process.execPath, [starter, location, files.workerd, control, ...flags], project),
  }));
}

async function chromium(): Promise<readonly Runtime[] | undefined> {
  const program = await findChromium();
  if (program === undefined) return undefined;
  const version = await versionOfChromium(program);
  return ['Chromium, page', 'Chromium, web worker'].map((name, index) => ({
    name,
    version,
    format: 'bundle',
    adapters: ['xhr', 'fetch'],
    isProcess: false,
    blindOver: ['xhr', 'fetch'],
    limits: limits.chromium,
    start: (launch) => startChromium(program, launch, index === 1),
  }));
}

interface Command extends Pick<Runtime, 'name' | 'version' | 'format'> {
  readonly program: string;
  readonly programArguments: readonly string[];
}

function command({ program, programArguments, ...rest }: Command): Runtime {
  return {
    ...rest,
    adapters: onServers,
    isProcess: true,
    limits: rest.name === 'Deno' ? limits.deno : [],
    start: ({ project, control }) =>
      startProgram(program, [...programArguments, control], project, {
        DENO_NO_UPDATE_CHECK: '1',
        DO_NOT_TRACK: '1',
      }),
  };
}

interface Installed {
  readonly program: string;
  readonly version: string;
}

async function installed(name: string, file: string): Promise<Installed | undefined> {
  const folder = path.join(modules, name);
  const program = path.join(folder, file);
  if (!existsSync(program)) return undefined;
  // Some have it as `v20.0.0`.
  return { program, version: (await readManifest(folder)).version.replace(/^v/, '') };
}
