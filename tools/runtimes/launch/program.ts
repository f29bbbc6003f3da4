import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type Running } from './launch.js';

/** Starts a program. Of the environment it knows only where its folders are. */
export function startProgram(
  program: string,
  programArguments: readonly string[],
  folder: string,
  environment: Readonly<Record<string, string>> = {},
): Running {
  const { PATH = '' } = process.env;
  const child = spawn(program, programArguments, {
    cwd: folder,
    env: { PATH, HOME: folder, TMPDIR: folder, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    // With a group of its own, so that what it starts itself ends with it.
    detached: true,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  const ended = once(child, 'close').then(
    ([code]) => `${program} ended with ${String(code)}.\n${output}`,
    (error: unknown) => `${program} did not start: ${String(error)}`,
  );
  return {
    ended,
    stop: async () => {
      if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
        process.kill(-child.pid, 'SIGKILL');
      }
      await ended;
    },
  };
}
