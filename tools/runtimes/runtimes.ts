import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { runProgram } from '../packed/run-program.js';
import { type Adapter } from './surroundings.js';

/** A runtime, and how the smoke suite is run on it. */
export interface Runtime {
  readonly name: string;
  /** The package of this folder's package.json that brings it; Chromium comes from the system. */
  readonly from?: string;
  /** Its program in that package; workerd is started by a program of Node. */
  readonly program?: string;
  /** How the packages come into it, each with the arguments of the program; the control server's address follows. */
  readonly ways: Readonly<Partial<Record<'ESM' | 'CommonJS' | 'bundle', readonly string[]>>>;
  /** What follows the control server's address: a browser opens a page of it. */
  readonly page?: string;
  readonly adapters: readonly Adapter[];
  /** What it does not do by itself, with axios alone too. */
  readonly limits?: readonly string[];
  /** The adapter over which such a limit may keep its process from ending. */
  readonly staysOver?: Adapter;
}

/** A runtime that is there. */
export interface FoundRuntime extends Runtime {
  /** Absolute. */
  readonly program: string;
  readonly version: string;
}

const modules = path.join(__dirname, 'node_modules');
const noEnvironment = 'it has no environment variables, so options are given in code';
const onServers = ['http', 'fetch'] as const;

const allowed = ['--allow-net=127.0.0.1', '--allow-env', '--allow-read=.', '--no-prompt'];
const miniflare = path.join(modules, 'miniflare', 'dist', 'src', 'index.js');
const workerd = [path.join(__dirname, 'run-workerd.mjs'), miniflare, 'workerd.js'];
// It asks nobody but this machine, not even for updates of itself.
const quiet = [
  ...[
    '--headless',
    '--disable-gpu',
    '--no-first-run',
    '--disable-extensions',
    '--disable-quic',
    '--no-pings',
  ],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
  ...['--disable-default-apps', '--disable-domain-reliability', '--metrics-recording-only'],
  '--disable-features=OptimizationHints,MediaRouter,Translate',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
  // As root it would not start with its sandbox; it opens one page, and that is ours.
  '--no-sandbox',
];

function node(major: number, which: '' | '-oldest'): Runtime {
  const ways = { ESM: ['smoke.mjs'], CommonJS: ['smoke.cjs'] };
  return { name: 'Node', from: `node-${major}${which}`, program: 'bin/node', ways, adapters: onServers };
}

function chromium(name: string, page: string): Runtime {
  return {
    name: `Chromium, ${name}`,
    ways: { bundle: quiet },
    page,
    adapters: ['xhr', 'fetch'],
    limits: [
      noEnvironment,
      'scripts see no redirects: over xhr it follows them by itself, and over fetch they fail',
    ],
  };
}

/** All that are tried. */
const runtimes: readonly Runtime[] = [
  ...[20, 22, 24, 26].flatMap((major) => [node(major, '-oldest'), node(major, '')]),
  {
    ...{ name: 'Bun', from: '@oven/bun-linux-x64', program: 'bin/bun', adapters: onServers },
    // What is not in the folder must not be fetched.
    ways: { ESM: ['--no-install', 'smoke.mjs'], CommonJS: ['--no-install', 'smoke.cjs'] },
  },
  {
    ...{ name: 'Deno', from: '@deno/linux-x64-glibc', program: 'deno', adapters: onServers },
    ways: { ESM: ['run', '--cached-only', '--no-lock', ...allowed, 'smoke.mjs'] },
    limits: [
      'over http, a request that was given up on a connection used before keeps the process from ending',
    ],
    staysOver: 'http',
  },
  {
    ...{ name: 'workerd', from: 'workerd', ways: { bundle: workerd }, adapters: ['fetch'] },
    limits: [noEnvironment],
  },
  {
    ...{ name: 'workerd with nodejs_compat', from: 'workerd', adapters: ['fetch'] },
    ways: { bundle: [...workerd, 'nodejs_compat'] },
  },
  chromium('page', '/page'),
  chromium('web worker', '/page?worker'),
];

/**
 * Those that run on this machine, and the names of those that do not.
 *
 * @param only - How name and version begin.
 */
export async function findRuntimes(only: string): Promise<{
  readonly found: readonly FoundRuntime[];
  readonly leftOut: readonly string[];
}> {
  const found: FoundRuntime[] = [];
  const leftOut: string[] = [];
  for (const runtime of runtimes.filter(({ name }) => name.startsWith(only) || only.startsWith(name))) {
    const there = await find(runtime);
    if (there && `${there.name} ${there.version}`.startsWith(only)) found.push(there);
    if (!there) leftOut.push(runtime.from ?? `${runtime.name} (CHROMIUM_PATH says where it is)`);
  }
  return { found, leftOut };
}

async function find(runtime: Runtime): Promise<FoundRuntime | undefined> {
  const { from } = runtime;
  if (from === undefined) {
    const program = await findChromium();
    const printed = program && (await runProgram(program, ['--version'], { directory: '/' }));
    return program ? { ...runtime, program, version: /[\d.]+/.exec(printed ?? '')?.[0] ?? '' } : undefined;
  }
  // That of this process may be of a version, or for a platform, that no package brings.
  const { execPath, versions } = process;
  if (from === `node-${versions.node.split('.')[0]}`) {
    return { ...runtime, program: execPath, version: versions.node };
  }
  const program = runtime.program === undefined ? execPath : path.join(modules, from, runtime.program);
  const manifest = path.join(modules, from, 'package.json');
  if (!existsSync(program) || !existsSync(manifest)) return undefined;
  const { version } = v.parse(v.object({ version: v.string() }), JSON.parse(readFileSync(manifest, 'utf8')));
  // Some have it as `v20.0.0`.
  return { ...runtime, program, version: version.replace(/^v/, '') };
}

/** Finds Chromium, or installs Debian's where that is possible. */
async function findChromium(): Promise<string | undefined> {
  const { CHROMIUM_PATH = '' } = process.env;
  if (CHROMIUM_PATH !== '') return CHROMIUM_PATH;
  const debian = '/usr/bin/chromium';
  if (!existsSync(debian) && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    const install = ['install', '-y', '-qq', '--no-install-recommends', 'chromium'];
    await runProgram('apt-get', ['update', '-qq'], { directory: '/' });
    await runProgram('apt-get', install, { directory: '/' });
  }
  return existsSync(debian) ? debian : undefined;
}
