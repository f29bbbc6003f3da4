import { build } from 'esbuild';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

/** A program of this folder that runs in a process of its own, and is spoken with. */
export interface Program {
  /** What it said when it was ready. */
  readonly greeting: unknown;
  /** Tells it something, and waits for its answer. */
  ask(question: string): Promise<unknown>;
  stop(): void;
}

/**
 * Starts one, which finds its packages where it is started. It is compiled here: a process that is measured must not
 * carry a compiler, since its garbage collector would go through the compiler's heap too.
 */
export async function startProgram(
  name: 'server' | 'worker',
  directory: string,
  ...programArguments: readonly string[]
): Promise<Program> {
  const { outputFiles } = await build({
    entryPoints: [path.join(__dirname, `${name}.ts`)],
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    supported: { 'dynamic-import': false },
    external: ['axios', 'axios-keyring', '@axios-keyring/*', 'aws4-axios'],
  });
  // Without the condition `@axios-keyring/source`, so that packages are what an application gets.
  const child = spawn(process.execPath, ['--input-type=commonjs', '-', ...programArguments], {
    cwd: directory,
    stdio: ['pipe', 'inherit', 'inherit', 'ipc'],
  });
  child.stdin?.end(outputFiles[0]?.text);
  const greeting = await nextMessage(child);
  const ask = (question: string): Promise<unknown> => {
    child.send(question);
    return nextMessage(child);
  };
  const stop = (): void => {
    child.kill();
  };
  return { greeting, ask, stop };
}

async function nextMessage(child: ChildProcess): Promise<unknown> {
  const waiting = new AbortController();
  const { signal } = waiting;
  const ended = once(child, 'exit', { signal }).then(() => {
    throw new Error('The process ended. If it lacks a package: has npm run build been run there?');
  });
  try {
    const message: readonly unknown[] = await Promise.race([once(child, 'message', { signal }), ended]);
    return message[0];
  } finally {
    waiting.abort();
  }
}
