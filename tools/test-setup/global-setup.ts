import { spawnSync } from 'node:child_process';

// All in one file: Jest loads this one before its resolver of modules is there.

/** What tests need, by the program’s name, which is its Debian package’s too: what is left out without it. */
const programs: Readonly<Record<string, string>> = {
  'redis-server':
    'packages/redis, tools/token-sharing, and what of packages/testing and tools/microservices starts a Redis',
  apache2: 'what of packages/schemes/digest asks an Apache',
  lighttpd: 'what of packages/schemes/digest asks a lighttpd',
  nginx: 'what of packages/schemes/mutual-tls asks an nginx',
};

/**
 * Has the servers installed that tests need, where that is possible without a question. Where it is not, says in one line for
 * each what is left out.
 *
 * Jest asks for a default export: https://jestjs.io/docs/configuration#globalsetup-string
 */
export default function setUp(): void {
  // The runs against many versions of axios need none, and would ask for them each time.
  if (process.env.AXIOS_MATRIX !== undefined) return;
  for (const [program, leftOut] of Object.entries(programs)) {
    const problem = isThere(program) ? undefined : install(program);
    if (problem === undefined) continue;
    process.stderr.write(
      `\n!!! NO ${program.toUpperCase()}: ${problem}. LEFT OUT: ${leftOut}. Install ${program} to run them.\n\n`,
    );
  }
}

function isThere(program: string): boolean {
  return succeeds(program, '-v');
}

/** @returns Why there is still no such program, or `undefined`. */
function install(program: string): string | undefined {
  if (process.platform !== 'linux' || !succeeds('apt-get', '--version')) return 'there is no apt-get here';
  const isRoot = process.getuid?.() === 0;
  if (!isRoot && !succeeds('sudo', '-n', 'true'))
    return 'installing it takes root, or sudo without a password';
  const before = isRoot ? [] : ['sudo', '-n'];
  // In runlevel 1 Debian starts no service of a new package: https://manpages.debian.org/invoke-rc.d.8
  const quietly = ['env', 'RUNLEVEL=1', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-qq'];
  const patience = [
    '-o',
    'Acquire::Retries=1',
    '-o',
    'Acquire::http::Timeout=20',
    '-o',
    'DPkg::Lock::Timeout=60',
  ];
  const aptGet = [...before, ...quietly, ...patience];
  const installation = [...aptGet, 'install', '-y', '--no-install-recommends', program];
  process.stderr.write(`${program} is not installed; trying to install it for the tests.\n`);
  // Lists of packages may be missing, as in fresh containers.
  if (!succeeds(...installation) && succeeds(...aptGet, 'update')) succeeds(...installation);
  return isThere(program) ? undefined : `apt-get could not install ${program}`;
}

function succeeds(...[command = '', ...args]: readonly string[]): boolean {
  return spawnSync(command, args, { env: process.env, stdio: 'ignore', timeout: 300_000 }).status === 0;
}
