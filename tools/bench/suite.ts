import { type Figure } from './figure.js';

/** A part of the benchmark that can be run by itself. */
export interface Suite {
  /** What the command line calls it. */
  readonly name: string;
  /** In one sentence, for the list of suites. */
  readonly about: string;
  /** @param say - Tells the user what is being done. */
  readonly run: (say: (line: string) => void) => Promise<readonly Figure[]>;
}
