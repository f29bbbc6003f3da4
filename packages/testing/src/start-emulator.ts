import {
  startAvalaraCommunications,
  type AvalaraCommunicationsCredentials,
  type AvalaraCommunicationsOptions,
} from './avalara-communications.js';
import { startAvanan, type AvananEmulator, type AvananOptions } from './avanan/avanan.js';
import {
  startAzureCommunication,
  type AzureCommunicationCredentials,
  type AzureCommunicationOptions,
} from './azure-communication/azure-communication.js';
import type { Emulator } from './emulator.js';
import { faultyClock } from './fault-scene.js';
import { startTaxjar, type TaxjarCredentials, type TaxjarOptions } from './taxjar.js';

/** For each emulator, what it takes and what it gives. */
export interface Emulators {
  taxjar: { options: TaxjarOptions; emulator: Emulator<TaxjarCredentials> };
  'avalara-communications': {
    options: AvalaraCommunicationsOptions;
    emulator: Emulator<AvalaraCommunicationsCredentials>;
  };
  avanan: { options: AvananOptions; emulator: AvananEmulator };
  'azure-communication': {
    options: AzureCommunicationOptions;
    emulator: Emulator<AzureCommunicationCredentials>;
  };
}

/** The name of an emulator: the same as that of the provider that it is for. */
export type EmulatorName = keyof Emulators;

type Starters = {
  readonly [Name in EmulatorName]: (
    options?: Emulators[Name]['options'],
  ) => Promise<Emulators[Name]['emulator']>;
};

const starters: Starters = {
  taxjar: startTaxjar,
  'avalara-communications': startAvalaraCommunications,
  avanan: startAvanan,
  'azure-communication': startAzureCommunication,
};

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
  if (!Object.hasOwn(starters, name)) {
    const names = Object.keys(starters).join(', ');
    throw new Error(`[@axios-keyring/testing] There is no emulator '${name}'. There are: ${names}.`);
  }
  return starters[name]({ ...options, now: faultyClock(options?.now) });
}
