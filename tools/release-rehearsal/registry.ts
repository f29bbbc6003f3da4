import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { BackgroundProcess } from '../packed/background-process.js';
import { installTool } from '../packed/install-tool.js';
import { runProgram } from '../packed/run-program.js';

/** A registry on this machine. */
export interface LocalRegistry {
  /** With a slash at its end. */
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Starts one, which takes the packages of others from the registry that this machine uses.
 *
 * @param folder - For its files; there is none yet.
 */
export async function startRegistry(folder: string, signal: AbortSignal): Promise<LocalRegistry> {
  await installTool(__dirname, signal);
  const configured = await runProgram('npm', ['config', 'get', 'registry'], { directory: __dirname, signal });
  await mkdir(folder);
  const program = path.join(__dirname, 'registry.mjs');
  const server = new BackgroundProcess([program, folder, configured.trim()], __dirname, process.env);
  const stop = async (): Promise<void> => {
    await server.stop();
  };
  try {
    return { url: await server.printed(/listens on (http:\S+)\n/), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
