import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Where a program runs, and what ends it. */
export interface RunSettings {
  readonly directory: string;
  readonly signal?: AbortSignal | undefined;
  /** Beside what this process has in its own environment. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
}

/**
 * Runs a program to its end.
 *
 * @returns What it printed on its standard output.
 * @throws Error with all that it printed, if it fails; the signal's reason, if that ended it.
 */
export async function runProgram(
  program: string,
  programArguments: readonly string[],
  { directory, signal, environment }: RunSettings,
): Promise<string> {
  const env = { ...inheritedEnvironment(), ...environment };
  const settings = { cwd: directory, env, signal, maxBuffer: 64 * 1024 * 1024 };
  const running = promisify(execFile)(program, programArguments, settings);
  const closed = new Promise((resolve) => running.child.once('close', resolve));
  try {
    return (await running).stdout;
  } catch (error) {
    // One that is told to end still works for a moment.
    await closed;
    signal?.throwIfAborted();
    const said = ['stdout', 'stderr'].map((name) => `\n${printed(error, name)}`).join('');
    throw new Error(`${[program, ...programArguments].join(' ')} failed in ${directory}.${said}`, {
      cause: error,
    });
  }
}

// Not asked whether it is an Error: under Jest, Node's own are those of another realm.
function printed(error: unknown, name: string): string {
  const text: unknown = Reflect.get(Object(error), name);
  return typeof text === 'string' ? text : '';
}

// Below `npm run`, npm tells its children in which project they are; these work in others.
function inheritedEnvironment(): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(npm_package_|npm_lifecycle_|npm_config_local_prefix$|INIT_CWD$|NODE_ENV$)/.test(name),
  );
  return Object.fromEntries(inherited);
}
