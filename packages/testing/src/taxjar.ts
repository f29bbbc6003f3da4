import { runEmulator, type Emulator, type EmulatorOptions } from './emulator.js';
import { routes } from './taxjar-answers.js';
import {
  requireJson,
  requirePlan,
  requireToken,
  requireVersion,
  sampleTokens,
  simulateErrors,
  type TaxjarEnvironment,
  type TaxjarPlan,
} from './taxjar-checks.js';

/** Options of the TaxJar emulator. */
export interface TaxjarOptions extends EmulatorOptions {
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

/** TaxJar: one static token in the Authorization header, in either of the two documented forms. */
export function startTaxjar(options: TaxjarOptions = {}): Promise<Emulator<TaxjarCredentials>> {
  const { environment = 'production', plan = 'professional', merchantTokens = [] } = options;
  const { apiToken = sampleTokens[environment] } = options;
  return runEmulator({
    options,
    credentials: { apiToken },
    checks: [
      requireVersion,
      requireToken([apiToken, ...merchantTokens], environment),
      requirePlan(plan),
      requireJson,
      simulateErrors(environment),
    ],
    routes,
  });
}
