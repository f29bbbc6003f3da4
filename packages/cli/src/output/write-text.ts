import { property } from '@axios-keyring/core';
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CommandFailure } from '../command-failure.js';
import { type Screen } from './screen.js';

/** How a file is opened: `w` replaces what is there, `wx` fails in place of that. */
export interface WriteMode {
  readonly flag: 'w' | 'wx';
}

/** Writes a file of a command. */
export async function writeText(
  path: string,
  text: string,
  { flag }: WriteMode,
  { io: { directory } }: Screen,
): Promise<void> {
  try {
    await writeFile(resolve(directory, path), text, { flag });
  } catch (cause) {
    throw property(cause, 'code') === 'EEXIST' ? existsFailure(path) : writeFailure(path, cause);
  }
}

/** That a file is there already and stays as it is. */
export function existsFailure(path: string): CommandFailure {
  return new CommandFailure({
    title: `${path} is there already, and was left as it is`,
    next: ['Name another one with --file, or replace it with --force.'],
  });
}

function writeFailure(path: string, cause: unknown): CommandFailure {
  return new CommandFailure({
    title: `${path} cannot be written`,
    details: [cause instanceof Error ? cause.message : 'unknown error'],
    next: ['See whether the folder is there and may be written to.'],
    cause,
  });
}
