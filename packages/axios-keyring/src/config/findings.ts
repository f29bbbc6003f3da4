import { isKeyringError, KeyringError, type KeyringErrorCode, type MaybePromise } from '@axios-keyring/core';
import { type ConfigNote, type ConfigProblem } from './keyring-report.js';
import { shownKey } from './plain.js';

/** A file as it was read. */
export interface ConfigFile {
  /** The absolute path of its folder, which relative paths in it start from. */
  readonly directory: string;
  /** As messages name it. */
  readonly shown: string;
  /** Whether it is JSON or YAML: what stands in it was written down, and did not come from a program. */
  readonly isData: boolean;
}

/** A place in a config, for messages. */
export interface Place {
  readonly file: ConfigFile;
  /** For example `routes[2].options.region`; empty for the whole file. */
  readonly path: string;
}

/** A value of a config, and where it stands. */
export interface Placed<Value = unknown> {
  readonly value: Value;
  readonly place: Place;
}

/** The place of what is in no file, such as the arguments of a function. */
export const argumentsPlace: Place = { file: { directory: '', shown: '', isData: false }, path: '' };

/** The place of a key or an element. */
export function placeBelow({ file, path }: Place, key: string | number): Place {
  if (typeof key === 'number') return { file, path: `${path}[${key}]` };
  return { file, path: path === '' ? shownKey(key) : `${path}.${shownKey(key)}` };
}

/** What is wrong with a part of a config, thrown to who knows where that part stands. */
export class Mistake extends KeyringError {
  /** @param message - What is wrong and what to write instead, in whole sentences, without any secret. */
  constructor(message: string, code: KeyringErrorCode = 'ERR_KEYRING_CONFIG') {
    super({ code, message });
  }
}

/** Collects everything that there is to say of a config, so that nobody has to set it right one at a time. */
export class Findings {
  readonly problems: ConfigProblem[] = [];
  readonly warnings: ConfigNote[] = [];

  problem(place: Place, message: string, given: KeyringErrorCode = 'ERR_KEYRING_CONFIG'): void {
    const note = noteOf(place, message);
    const code = place.file === argumentsPlace.file ? 'ERR_KEYRING_OPTION' : given;
    // A file may be extended twice, along two ways.
    if (this.problems.some((problem) => lineOf(problem) === lineOf(note))) return;
    this.problems.push({ code, option: note.path, problem: note.message, ...note });
  }

  warn(place: Place, message: string): void {
    this.warnings.push(noteOf(place, message));
  }

  add({ problems, warnings }: Findings): void {
    this.problems.push(...problems);
    this.warnings.push(...warnings);
  }

  /** What a step gives; `undefined` if it finds a mistake, which is noted at the place. */
  async attempt<Value>(place: Place, step: () => MaybePromise<Value>): Promise<Value | undefined> {
    try {
      return await step();
    } catch (error) {
      this.#note(place, error);
      return undefined;
    }
  }

  /** The same for a step that does not wait. */
  attemptNow<Value>(place: Place, step: () => Value): Value | undefined {
    try {
      return step();
    } catch (error) {
      this.#note(place, error);
      return undefined;
    }
  }

  #note(place: Place, error: unknown): void {
    if (!isKeyringError(error)) throw error;
    this.problem(place, error.text, error.code);
  }
}

function noteOf({ file, path }: Place, message: string): ConfigNote {
  return { file: file.shown, path, message };
}

/** A note as one line: where, and what. */
export function lineOf({ file, path, message }: ConfigNote): string {
  const where = [file, path].filter((part) => part !== '').join(' ');
  return where === '' ? message : `${where}: ${message}`;
}

/** One error for all problems: a line for each. */
export function configError(problems: readonly ConfigProblem[]): KeyringError {
  const count = problems.length === 1 ? 'There is a problem' : `There are ${problems.length} problems`;
  const lines = problems.map((problem) => `\n  ${lineOf(problem)}`);
  return new KeyringError({
    code: 'ERR_KEYRING_CONFIG',
    option: problems[0]?.option,
    message: `${count} with the keyring config.${lines.join('')}`,
    problems,
  });
}
