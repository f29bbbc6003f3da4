import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { runProgram } from '../../packed/run-program.js';
import { type Launch, type Running } from './launch.js';
import { startProgram } from './program.js';

const debian = '/usr/bin/chromium';

/** Finds Chromium, or installs Debian's where that is possible. `undefined` if there is none. */
export async function findChromium(): Promise<string | undefined> {
  const { CHROMIUM_PATH } = process.env;
  if (CHROMIUM_PATH !== undefined && CHROMIUM_PATH !== '') return CHROMIUM_PATH;
  if (existsSync(debian)) return debian;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return undefined;
  const settings = { directory: '/' };
  await runProgram('apt-get', ['update', '-qq'], settings);
  await runProgram('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], settings);
  return debian;
}

/** The version of a Chromium. */
export async function versionOfChromium(program: string): Promise<string> {
  const { stdout } = await promisify(execFile)(program, ['--version']);
  return /[\d.]+/.exec(stdout)?.[0] ?? 'unknown';
}

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

/** Has a page of its own work through the checks, or a worker of that page. */
export async function startChromium(
  program: string,
  { control, project }: Launch,
  inWorker: boolean,
): Promise<Running> {
  const profile = await mkdtemp(path.join(project, 'chromium-'));
  const page = `${control}/page${inWorker ? '?worker' : ''}`;
  return startProgram(program, [...quiet, `--user-data-dir=${profile}`, page], project);
}
