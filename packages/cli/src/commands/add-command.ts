import { type Command } from 'commander';
import { type Screen } from '../output/screen.js';

/** What a command leaves behind. */
export interface Outcome {
  exitCode: number;
}

/** Adds a command to the program. */
export type AddCommand = (program: Command, screen: Screen, outcome: Outcome) => void;
