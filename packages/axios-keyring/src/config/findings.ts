import { type KeyringErrorCode } from '@axios-keyring/core';
import { type ConfigNote, type ConfigProblem } from './keyring-report.js';
import { type Place } from './place.js';

/** Collects everything that there is to say of a config, so that nobody has to set it right one at a time. */
export class Findings {
  readonly problems: ConfigProblem[] = [];
  readonly warnings: ConfigNote[] = [];

  problem(place: Place | string, message: string, code: KeyringErrorCode = 'ERR_KEYRING_CONFIG'): void {
    const note = noteOf(place, message);
    // A file may be extended twice, along two ways.
    if (this.problems.some((problem) => lineOf(problem) === lineOf(note))) return;
    this.problems.push({ code, option: note.path, ...note });
  }

  warn(place: Place | string, message: string): void {
    this.warnings.push(noteOf(place, message));
  }

  add({ problems, warnings }: Findings): void {
    this.problems.push(...problems);
    this.warnings.push(...warnings);
  }
}

// A text names what is not in a file, such as an argument.
function noteOf(place: Place | string, message: string): ConfigNote {
  if (typeof place === 'string') return { file: '', path: place, message };
  return { file: place.file.shown, path: place.path, message };
}

/** A note as one line: where, and what. */
export function lineOf({ file, path, message }: ConfigNote): string {
  const where = [file, path].filter((part) => part !== '').join(' ');
  return where === '' ? message : `${where}: ${message}`;
}
