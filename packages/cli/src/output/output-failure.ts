import { property } from '@axios-keyring/core';
import { CommandFailure } from '../command-failure.js';

/**
 * That standard output cannot be written to, for example because a disk is full. A reader who went away (`EPIPE`), and
 * an error that is not of the system, stay what they are.
 */
export function outputFailure(error: Error, exitCode = 1): Error {
  const code = property(error, 'code');
  if (typeof code !== 'string' || code === 'EPIPE' || property(error, 'syscall') !== 'write') return error;
  return new CommandFailure({
    title: 'Standard output cannot be written to',
    details: [error.message],
    next: ['See whether there is space left where it goes.'],
    exitCode,
    cause: error,
  });
}
