#!/usr/bin/env node
import { packageVersion } from './package-version.js';
import { run } from './run.js';

const interruption = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  // Once: whoever presses Ctrl-C a second time does not want to wait for an orderly end.
  process.once(name, () => {
    interruption.abort(name);
  });
}

const { argv, env, stdin, stdout, stderr } = process;

void run(argv.slice(2), {
  ...{ stdin, stdout, stderr, env },
  directory: process.cwd(),
  signal: interruption.signal,
  version: packageVersion(argv[1] ?? ''),
}).then((exitCode) => {
  // Connections that are kept alive must not keep the process; what was written has to be out first.
  stdout.write('', () => {
    process.exit(exitCode);
  });
});
