import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CommandFailure } from '../command-failure.js';
import { type Screen } from './screen.js';

/** Writes a file of a command. */
export async function writeText(path: string, text: string, { io: { directory } }: Screen): Promise<void> {
  try {
    await writeFile(resolve(directory, path), text);
  } catch (cause) {
    throw writeFailure(path, cause);
  }
}

function writeFailure(path: string, cause: unknown): CommandFailure {
  return new CommandFailure({
    title: `${path} cannot be written`,
    details: [cause instanceof Error ? cause.message : 'unknown error'],
    next: ['See whether the folder is there and may be written to.'],
    cause,
  });
}
