/**
 * TaxJar’s API on this machine, for tests.
 *
 * @module @axios-keyring/taxjar/emulator
 */
import { type Emulator, type EmulatorOptions, runEmulator } from '@axios-keyring/testing';
import { answers } from './answers.js';
import {
  requireJson,
  requirePlan,
  requireToken,
  requireVersion,
  sampleTokens,
  simulateErrors,
  type TaxjarEnvironment,
  type TaxjarPlan,
} from './checks.js';

export type { TaxjarEnvironment, TaxjarPlan } from './checks.js';

/** Options of the TaxJar emulator. */
export interface TaxjarEmulatorOptions extends EmulatorOptions {
  /** The API token that is accepted. Default: the sample token of TaxJar's API reference; in sandbox another. */
  readonly apiToken?: string | undefined;
  /** API tokens of merchants, which are accepted beside `apiToken`. Default: none. */
  readonly merchantTokens?: readonly string[] | undefined;
  /** Which API is played; it refuses the sample token of the other. Default: `'production'`. */
  readonly environment?: TaxjarEnvironment | undefined;
  /**
   * The account's plan: `'starter'` has no validation of addresses, and with `'expired'` everything is refused.
   * Default: `'professional'`.
   */
  readonly plan?: TaxjarPlan | undefined;
}

/** What the TaxJar emulator accepts. */
export interface TaxjarCredentials {
  readonly apiToken: string;
}

/** A running emulator of TaxJar. */
export type TaxjarEmulator = Emulator<TaxjarCredentials>;

/** Starts TaxJar: one static token in the Authorization header, in either of the two documented forms. */
export function startEmulator(options: TaxjarEmulatorOptions = {}): Promise<TaxjarEmulator> {
  const { environment = 'production', plan = 'professional', merchantTokens = [] } = options;
  const { apiToken = sampleTokens[environment] } = options;
  return runEmulator(options, {
    provider: 'taxjar',
    credentials: { apiToken },
    checks: [
      requireVersion,
      requireToken([apiToken, ...merchantTokens], environment),
      requirePlan(plan),
      requireJson,
      simulateErrors(environment),
    ],
    answers,
  });
}
