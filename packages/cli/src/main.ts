#!/usr/bin/env node
import { property } from '@axios-keyring/core';
import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
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
  // The package by its own name: `import.meta` would lead there too, but is no part of CommonJS, which is built too.
  const manifest: unknown = createRequire(realpathSync(argv[1] ?? ''))('@axios-keyring/cli/package.json');
  const version = String(property(manifest, 'version'));
  let directory: string;
  try {
    directory = process.cwd();
  } catch {
    stderr.write('error: The folder that this is run in is not there any more\n  → Run it in another one.\n');
    return 1;
  }
  return run(argv.slice(2), { stdin, stdout, stderr, env, directory, version, signal: interruption.signal });
}

void main().then((exitCode) => {
  // Connections that are kept alive must not keep the process; what was written has to be out first.
  stdout.write('', () => {
    process.exit(exitCode);
  });
});
