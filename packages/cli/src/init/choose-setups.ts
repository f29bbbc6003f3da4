import { didYouMean } from '@axios-keyring/core';
import { type CommandFailure, usageFailure } from '../failure.js';
import { type Setup, setups } from './setups.js';

/**
 * The setups that names or numbers mean. A package of one’s own is a setup of which nothing is known.
 *
 * @throws CommandFailure for a name that means nothing.
 */
export function chooseSetups(names: readonly string[]): readonly Setup[] {
  return [...new Set(names)].map((name) => {
    const setup = setups.find(({ id }) => id === name.replace(/^@axios-keyring\//, '')) ?? numbered(name);
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

/** What a terminal shows to choose from. */
export function setupList(): string {
  const widest = Math.max(...setups.map(({ id }) => id.length));
  return setups
    .map(({ id, title }, index) => `${String(index + 1).padStart(3)} ${id.padEnd(widest)} ${title}`)
    .map((line) => (line.length > 80 ? `${line.slice(0, 79)}…` : line))
    .join('\n');
}

/** That nobody said which providers, and nobody is there to be asked. */
export function noProvider(): CommandFailure {
  const advice = 'Say --provider taxjar; the option may be repeated, and a package of your own is one too.';
  return usageFailure('It was not said which providers the config is for', advice, [setupList()]);
}

function numbered(name: string): Setup | undefined {
  return /^\d+$/.test(name) ? setups[Number(name) - 1] : undefined;
}
