import { createInterface } from 'node:readline';
import { type Screen } from '../output/screen.js';
import { noProvider, setupList } from './choose-setups.js';

/**
 * Asks somebody at a terminal which providers a config is for.
 *
 * @throws CommandFailure without a terminal, or without an answer.
 */
export async function askProviders({ io, note }: Screen): Promise<readonly string[]> {
  const { stdin, stderr, signal } = io;
  if (stdin.isTTY !== true || stderr.isTTY !== true) throw noProvider();
  await note(setupList());
  stderr.write('Which providers? Names or numbers: ');
  // The terminal's own line editing: there Ctrl-C stays a signal, as everywhere else.
  const lines = createInterface({ input: stdin, terminal: false });
  try {
    const answer = await new Promise<string>((resolve) => {
      lines.once('line', resolve);
      // Ctrl-D, or Ctrl-C.
      lines.once('close', () => {
        resolve('');
      });
      signal.addEventListener(
        'abort',
        () => {
          lines.close();
        },
        { once: true },
      );
    });
    const names = answer.split(/[\s,]+/).filter((name) => name !== '');
    if (names.length === 0) throw noProvider();
    return names;
  } finally {
    lines.close();
  }
}
