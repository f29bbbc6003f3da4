import { didYouMean, property } from '@axios-keyring/core';
import { importInstalled } from '../config/installed-providers.js';
import { ownProviders } from '../config/own-providers.js';
import { CommandFailure, usageFailure } from '../failure.js';

/** A running emulator, as `@axios-keyring/NAME/emulator` starts it. */
export interface RunningEmulator {
  readonly url: string;
  /** What a config says to reach it at a URL, with its credentials as they are: samples that open nothing. */
  routes(url: string): readonly object[];
  close(): Promise<void>;
}

/** How to start the emulator of a provider. */
export interface FoundEmulator {
  readonly name: string;
  readonly start: () => Promise<RunningEmulator>;
}

/**
 * Finds the emulators of providers that are installed in a folder, or beside this package.
 *
 * @param names - whose; none stands for all that are installed
 * @throws CommandFailure for a name that means nothing, and for what is not installed.
 */
export async function findEmulators(
  names: readonly string[],
  directory: string,
): Promise<readonly FoundEmulator[]> {
  const known = ownProviders.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    const title = `There is no emulator "${unknown}".${didYouMean(unknown, known)}`;
    throw usageFailure(title, `There are ${known.join(', ')}.`);
  }
  if (names.length > 0) {
    return Promise.all([...new Set(names)].map((name) => findEmulator(name, directory)));
  }
  const found = await Promise.allSettled(known.map((name) => findEmulator(name, directory)));
  const emulators = found.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  if (emulators.length > 0) return emulators;
  throw new CommandFailure('No provider with an emulator is installed here', {
    next: installation('taxjar'),
  });
}

async function findEmulator(name: string, directory: string): Promise<FoundEmulator> {
  let start: unknown;
  try {
    start = property(await importInstalled(`@axios-keyring/${name}/emulator`, directory), 'startEmulator');
  } catch (cause) {
    const [detail = ''] = cause instanceof Error ? cause.message.split('\n') : [];
    const title = `The emulator of ${name} is not installed here`;
    throw new CommandFailure(title, { details: [detail], next: installation(name), cause });
  }
  return {
    name,
    start: async () => {
      const running: unknown =
        typeof start === 'function' ? await Reflect.apply(start, undefined, []) : undefined;
      if (!isRunning(running)) {
        throw new CommandFailure(`The emulator of ${name} is of another version`, {
          next: installation(name),
        });
      }
      return running;
    },
  };
}

function installation(name: string): string {
  return `Run: npm install --save-dev @axios-keyring/${name} @axios-keyring/testing`;
}

function isRunning(value: unknown): value is RunningEmulator {
  return typeof property(value, 'url') === 'string' && typeof property(value, 'routes') === 'function';
}
