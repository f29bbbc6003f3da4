import { knownProviders, type ProviderSetup } from 'axios-keyring/known-providers';
import { didYouMean } from '@axios-keyring/core/engine';
import { createInterface } from 'node:readline';
import { CommandFailure, usageFailure } from '../failure.js';
import { type Screen } from '../screen.js';

/** One way to set a provider up: what `init` writes for it. */
export interface Setup extends ProviderSetup {
  readonly provider: string;
}

/** All ways, in the order in which they are offered. */
const setups: readonly Setup[] = Object.entries(knownProviders).flatMap(([provider, known]) =>
  known.setups.map((setup) => ({ provider, ...setup })),
);

/**
 * The setups that names or numbers mean. A package of one’s own is a setup of which nothing is known.
 *
 * @throws CommandFailure for a name that means nothing.
 */
export function chooseSetups(names: readonly string[]): readonly Setup[] {
  return [...new Set(names)].map((name) => {
    const id = shortName(name);
    const setup = setups.find((each, index) => each.id === id || name === String(index + 1));
    if (setup) return setup;
    if (/^@[\w.-]+\/[\w.-]+(#\w+)?$|^\.\.?\//.test(name)) {
      return { id: name, provider: name, title: name, constants: {}, variables: {} };
    }
    const ids = setups.map(({ id }) => id);
    throw usageFailure(
      `There is no provider "${name}".${didYouMean(name, ids)}`,
      `There are ${ids.join(', ')}. One of your own is a package with a scope, or a path as ./billing.js.`,
    );
  });
}

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

/** A provider as configs name it most shortly. */
export function shortName(provider: string): string {
  return provider.replace(/^@axios-keyring\//, '');
}

/** What a terminal shows to choose from. */
export function setupList(): string {
  const widest = Math.max(...setups.map(({ id }) => id.length));
  return setups
    .map(({ id, title }, index) => `${String(index + 1).padStart(3)} ${id.padEnd(widest)} ${title}`)
    .map((line) => (line.length > 80 ? `${line.slice(0, 79)}…` : line))
    .join('\n');
}

// Nobody said which providers, and nobody is there to be asked.
function noProvider(): CommandFailure {
  const advice = 'Say --provider taxjar; the option may be repeated, and a package of your own is one too.';
  return usageFailure('It was not said which providers the config is for', advice, [setupList()]);
}
