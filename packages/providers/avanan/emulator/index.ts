/**
 * Avanan on this machine, for tests.
 *
 * @module @axios-keyring/avanan/emulator
 */
import {
  checksFor,
  clockOf,
  createTokens,
  type Emulator,
  type EmulatorOptions,
  json,
  runEmulator,
  text,
  type TokenFault,
} from '@axios-keyring/testing';
import { answersFor } from './answers.js';
import { type AvananPortalCredentials, isPortalCall, isPortalTokenCall, portalChecks } from './portal.js';
import { type AvananCredentials, isTokenCall, smartApiChecks } from './smart-api.js';

export type { AvananPortalCredentials } from './portal.js';
export type { AvananCredentials } from './smart-api.js';

/** Options of the Avanan emulator. */
export interface AvananEmulatorOptions extends EmulatorOptions<TokenFault> {
  /** Default: the sample of the vendor's guide. */
  readonly applicationId?: string | undefined;
  /** Default: the sample of the vendor's guide. */
  readonly secretKey?: string | undefined;
  /** The client ID of the Infinity Portal. Default: a fixed sample. */
  readonly clientId?: string | undefined;
  /** The access key of the Infinity Portal. Default: a fixed sample. */
  readonly accessKey?: string | undefined;
  /** How long a token is valid, in milliseconds. Default: 3,600,000, on the Infinity Portal 1,800,000. */
  readonly tokenLifetime?: number | undefined;
  /** Whether a date that ends in Z fails with a 500, as with the live API. Default: true. */
  readonly rejectDateWithZone?: boolean | undefined;
  /**
   * Which request IDs are accepted: UUIDs of version 4, or anything that was not used before. The vendor's own sample
   * is not a complete UUID. Default: `'uuid'`.
   */
  readonly requestIdFormat?: 'uuid' | 'any' | undefined;
  /**
   * The scopes of the key. With more than one, requests about actions, tasks and exceptions have to name one.
   * Default: one.
   */
  readonly scopes?: readonly string[] | undefined;
  /** Whether the key is one of a managed service provider, which may call `/msp/`. Default: true. */
  readonly isMsp?: boolean | undefined;
}

/** A running emulator of Avanan, which also issues tokens. */
export interface AvananEmulator extends Emulator<AvananCredentials, TokenFault> {
  /** What the emulator accepts below `/app/hec-api` and at `/auth/external`. */
  readonly portalCredentials: AvananPortalCredentials;
  /** How many tokens were issued so far. */
  readonly tokensIssued: number;
  /** Makes every token issued so far invalid. */
  revokeTokens(): void;
}

/**
 * Starts Avanan on both platforms, told apart by the path. On the Smart API (legacy hosts) every request is signed, and
 * carries a token that a signed request fetched; on the Infinity Portal requests carry a token only.
 */
export async function startEmulator(options: AvananEmulatorOptions = {}): Promise<AvananEmulator> {
  const { applicationId = 'US:myapp29', secretKey = 'my_avanan_secret' } = options;
  const { clientId = 'b4a1c6e0d2f84d0c9a7e5f3b1c2d3e4f', accessKey = 'my_portal_access_key' } = options;
  const { tokenLifetime = 3_600_000, tokenLifetime: portalLifetime = 1_800_000 } = options;
  const { rejectDateWithZone = true, requestIdFormat = 'uuid' } = options;
  const credentials = { applicationId, secretKey };
  const portalCredentials = { clientId, accessKey };
  const now = clockOf(options);
  const smartApi = { applicationId, secretKey, rejectDateWithZone, requestIdFormat, now };
  const tokens = createTokens('The token in x-av-token', now);
  const portalTokens = createTokens('The token in Authorization', now);
  const emulator = await runEmulator<AvananCredentials, TokenFault>(options, {
    provider: 'avanan',
    credentials,
    credentialHeaders: ['authorization', 'x-av-token'],
    checks: [
      ...checksFor((request) => !isPortalCall(request), smartApiChecks(smartApi, tokens)),
      ...checksFor(isPortalCall, portalChecks(portalCredentials, portalTokens)),
    ],
    answers: [
      (request) =>
        isTokenCall(request) ? text(200, tokens.issue(applicationId, tokenLifetime).token) : undefined,
      (request) => {
        if (!isPortalTokenCall(request)) return undefined;
        const { token } = portalTokens.issue(clientId, portalLifetime);
        return json(200, { success: true, data: { token, expiresIn: portalLifetime / 1000 } });
      },
      ...answersFor(options.scopes, options.isMsp),
    ],
    isTokenCall: (request) => isTokenCall(request) || isPortalTokenCall(request),
    routes: (url) => [
      { baseURL: url, options: { ...credentials } },
      { baseURL: `${url}/app/hec-api`, options: { platform: 'infinity', ...portalCredentials } },
    ],
  });
  return {
    ...emulator,
    portalCredentials,
    get tokensIssued() {
      return tokens.issued + portalTokens.issued;
    },
    revokeTokens() {
      tokens.revoke();
      portalTokens.revoke();
    },
  };
}
