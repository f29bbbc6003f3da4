import { starters } from './emulators.js';
import { faultyClock } from './fault-scene.js';

/** The name of an emulator: the same as that of the provider that it is for. */
export type EmulatorName = keyof typeof starters;

/** For each emulator, what it takes and what it gives. */
export type Emulators = {
  [Name in EmulatorName]: {
    options: NonNullable<Parameters<(typeof starters)[Name]>[0]>;
    emulator: Awaited<ReturnType<(typeof starters)[Name]>>;
  };
};

type Starters = {
  readonly [Name in EmulatorName]: (
    options?: Emulators[Name]['options'],
  ) => Promise<Emulators[Name]['emulator']>;
};

const typedStarters: Starters = starters;

/** The names of all emulators. */
export const emulatorNames: readonly EmulatorName[] = Object.keys(starters).filter(isEmulatorName);

/** Whether there is an emulator of this name. */
export function isEmulatorName(name: string): name is EmulatorName {
  return Object.hasOwn(starters, name);
}

/**
 * Starts an emulator of a vendor's API on a free port of 127.0.0.1.
 *
 * @param name - which vendor
 * @param options - the credentials to accept, and how to answer; everything has a default
 * @example
 * const emulator = await startEmulator('taxjar', { apiToken: 'a token for this test' });
 */
export async function startEmulator<Name extends EmulatorName>(
  name: Name,
  options?: Emulators[Name]['options'],
): Promise<Emulators[Name]['emulator']> {
  if (!isEmulatorName(name)) {
    const names = emulatorNames.join(', ');
    throw new Error(`[@axios-keyring/testing] There is no emulator '${String(name)}'. There are: ${names}.`);
  }
  return typedStarters[name]({ ...options, now: faultyClock(options?.now) });
}
