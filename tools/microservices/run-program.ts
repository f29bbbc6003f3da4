import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Where a program runs, and what ends it. */
export interface RunSettings {
  readonly directory: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs a program to its end.
 *
 * @throws Error with all that it printed, if it fails; the signal's reason, if that ended it.
 */
export async function runProgram(
  program: string,
  programArguments: readonly string[],
  { directory, signal }: RunSettings,
): Promise<void> {
  const settings = { cwd: directory, env: environment(), signal, maxBuffer: 64 * 1024 * 1024 };
  const running = promisify(execFile)(program, programArguments, settings);
  const closed = new Promise((resolve) => running.child.once('close', resolve));
  try {
    await running;
  } catch (error) {
    // One that is told to end still works for a moment.
    await closed;
    signal?.throwIfAborted();
    const output = error instanceof Error && 'stdout' in error && 'stderr' in error ? error : undefined;
    const said = output ? `\n${String(output.stdout)}\n${String(output.stderr)}` : '';
    throw new Error(`${[program, ...programArguments].join(' ')} failed in ${directory}.${said}`, {
      cause: error,
    });
  }
}

// Below `npm run`, npm tells its children in which project they are; these work in others.
function environment(): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(npm_package_|npm_lifecycle_|npm_config_local_prefix$|INIT_CWD$|NODE_ENV$)/.test(name),
  );
  return Object.fromEntries(inherited);
}
