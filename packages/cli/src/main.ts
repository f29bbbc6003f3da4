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

/** The working directory, unless somebody has removed it meanwhile. */
function workingDirectory(): string | undefined {
  try {
    return process.cwd();
  } catch {
    return undefined;
  }
}

async function main(): Promise<number> {
  const directory = workingDirectory();
  if (directory === undefined) {
    stderr.write('error: The folder that this is run in is not there any more\n  → Run it in another one.\n');
    return 1;
  }
  return run(argv.slice(2), {
    ...{ stdin, stdout, stderr, env, directory },
    signal: interruption.signal,
    version: packageVersion(argv[1] ?? ''),
  });
}

void main().then((exitCode) => {
  // Connections that are kept alive must not keep the process; what was written has to be out first.
  stdout.write('', () => {
    process.exit(exitCode);
  });
});
