import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import path from 'node:path';

/** A server in a process of its own. */
export interface ServerProcess {
  readonly url: string;
  stop(): void;
}

/**
 * Starts the server. In a process and not in a worker thread, so that neither its garbage collection nor its compiler
 * takes time from the process that is measured.
 */
export async function startServer(): Promise<ServerProcess> {
  const server = spawn(process.execPath, [path.join(__dirname, 'server.cjs')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const stop = (): void => {
    server.kill();
  };
  process.once('exit', stop);
  const port = await new Promise<string>((resolve, reject) => {
    createInterface(server.stdout).once('line', resolve);
    server.once('exit', () => {
      reject(new Error('The server ended at once.'));
    });
  });
  return { url: `http://127.0.0.1:${port}`, stop };
}
