import { createInterface } from 'node:readline';
import { CommandFailure } from '../failure.js';
import { type Screen } from '../screen.js';
import { chooseSetups, noProvider, setupList } from './choose-setups.js';
import { type Setup } from './setups.js';

/**
 * Asks somebody at a terminal which providers a config is for, until the answer means something.
 *
 * @throws CommandFailure without a terminal, or where the input ends.
 */
export async function askSetups(screen: Screen): Promise<readonly Setup[]> {
  const { stdin, stderr, signal } = screen.io;
  if (stdin.isTTY !== true || stderr.isTTY !== true) throw noProvider();
  await screen.note(setupList());
  // The terminal's own line editing: there Ctrl-C stays a signal, as everywhere else.
  const lines = createInterface({ input: stdin, terminal: false, signal });
  const ask = (): void => void stderr.write('Which providers? Names or numbers: ');
  try {
    ask();
    // Ends with Ctrl-D, or Ctrl-C.
    for await (const answer of lines) {
      const names = answer.split(/[\s,]+/).filter((name) => name !== '');
      try {
        if (names.length > 0) return chooseSetups(names);
      } catch (error) {
        if (!(error instanceof CommandFailure)) throw error;
        await screen.noteFailure(error);
      }
      ask();
    }
    throw noProvider();
  } finally {
    lines.close();
  }
}
