#!/usr/bin/env node
import { parseJSON, property } from '@axios-keyring/core';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { run } from './run.js';

const { argv, env, stdin, stdout, stderr } = process;

const interruption = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  // Once: whoever presses Ctrl-C a second time does not want to wait for an orderly end.
  process.once(name, () => {
    interruption.abort(name);
  });
}

async function main(): Promise<number> {
  const directory = workingDirectory();
  if (directory === undefined) {
    stderr.write('error: The folder that this is run in is not there any more\n  → Run it in another one.\n');
    return 1;
  }
  const version = packageVersion(dirname(realpathSync(argv[1] ?? '')));
  return run(argv.slice(2), { stdin, stdout, stderr, env, directory, version, signal: interruption.signal });
}

/** The working directory, unless somebody has removed it meanwhile. */
function workingDirectory(): string | undefined {
  try {
    return process.cwd();
  } catch {
    return undefined;
  }
}

/**
 * The version of this package, from the manifest above the program that runs. `import.meta` would say the same, but
 * is no part of CommonJS, which is built too.
 */
function packageVersion(directory: string): string {
  const path = join(directory, 'package.json');
  const manifest = existsSync(path) ? parseJSON(readFileSync(path, 'utf8')) : undefined;
  const version = property(manifest, 'version');
  if (property(manifest, 'name') === '@axios-keyring/cli' && typeof version === 'string') return version;
  return dirname(directory) === directory ? 'unknown' : packageVersion(dirname(directory));
}

void main().then((exitCode) => {
  // Connections that are kept alive must not keep the process; what was written has to be out first.
  stdout.write('', () => {
    process.exit(exitCode);
  });
});
