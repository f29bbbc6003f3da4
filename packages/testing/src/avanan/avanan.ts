import { text } from '../answer.js';
import { runEmulator, type Check, type Emulator, type EmulatorOptions } from '../emulator.js';
import type { TokenFault } from '../fault.js';
import type { ReceivedRequest } from '../server.js';
import { routesFor } from './answers.js';
import {
  isTokenCall,
  requireDateWithoutZone,
  requireFormEncoding,
  requireFreshId,
  requireHeaders,
  requireRecentDate,
  requireSignature,
  requireToken,
  requireUuid,
  requireVersion,
} from './checks.js';
import {
  isPortalCall,
  isPortalTokenCall,
  portalToken,
  requireBearer,
  requireKey,
  requirePortalPath,
  requireRequestId,
  type PortalCredentials,
} from './portal.js';
import { createTokens, type Tokens } from './tokens.js';

/** Options of the Avanan emulator. */
export interface AvananOptions extends EmulatorOptions<TokenFault> {
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

/** What the Avanan emulator accepts as the Smart API. */
export interface AvananCredentials {
  readonly applicationId: string;
  readonly secretKey: string;
}

/** What the Avanan emulator accepts as the Infinity Portal. */
export type AvananPortalCredentials = PortalCredentials;

/** The Avanan emulator, which also issues tokens. */
export interface AvananEmulator extends Emulator<AvananCredentials, TokenFault> {
  /** What the emulator accepts below `/app/hec-api` and at `/auth/external`. */
  readonly portalCredentials: AvananPortalCredentials;
  /** How many tokens were issued so far. */
  readonly tokensIssued: number;
  /** Makes every token issued so far invalid. */
  revokeTokens(): void;
}

/**
 * Avanan on both platforms, told apart by the path. On the Smart API (legacy hosts) every request is signed, and
 * carries a token that a signed request fetched; on the Infinity Portal requests carry a token only.
 */
export async function startAvanan(options: AvananOptions = {}): Promise<AvananEmulator> {
  const { now = Date.now, scopes = ['mt-prod-3:acme'], isMsp = true } = options;
  const credentials = {
    applicationId: options.applicationId ?? 'US:myapp29',
    secretKey: options.secretKey ?? 'my_avanan_secret',
  };
  const portalCredentials = {
    clientId: options.clientId ?? 'b4a1c6e0d2f84d0c9a7e5f3b1c2d3e4f',
    accessKey: options.accessKey ?? 'my_portal_access_key',
  };
  const { tokenLifetime, tokenLifetime: portalLifetime = 1_800_000 } = options;
  const tokens = createTokens(credentials.applicationId, 'x-av-token', tokenLifetime ?? 3_600_000, now);
  const portalTokens = createTokens(portalCredentials.clientId, 'Authorization', portalLifetime, now);
  const emulator = await runEmulator<AvananCredentials, TokenFault>({
    options,
    credentials,
    checks: [
      ...smartApiChecks(options, credentials, tokens, now).map(unless(isPortalCall)),
      ...[
        requirePortalPath,
        requireKey(portalCredentials),
        requireBearer(portalTokens),
        requireRequestId,
      ].map(unless((request) => !isPortalCall(request))),
    ],
    routes: [
      (request) => (isTokenCall(request) ? text(200, tokens.issue()) : undefined),
      (request) => (isPortalTokenCall(request) ? portalToken(portalTokens) : undefined),
      ...routesFor({ scopes, isMsp }),
    ],
    isTokenCall: (request) => isTokenCall(request) || isPortalTokenCall(request),
  });
  return {
    ...emulator,
    portalCredentials,
    get tokensIssued() {
      return tokens.issued + portalTokens.issued;
    },
    revokeTokens() {
      tokens.revokeAll();
      portalTokens.revokeAll();
    },
  };
}

function smartApiChecks(
  { rejectDateWithZone = true, requestIdFormat = 'uuid' }: AvananOptions,
  { applicationId, secretKey }: AvananCredentials,
  tokens: Tokens,
  now: () => number,
): readonly Check[] {
  return [
    ...(rejectDateWithZone ? [requireDateWithoutZone] : []),
    requireVersion,
    requireHeaders,
    requireRecentDate(now),
    requireSignature(applicationId, secretKey),
    ...(requestIdFormat === 'uuid' ? [requireUuid] : []),
    requireFreshId(),
    requireFormEncoding,
    requireToken(tokens),
  ];
}

/** Makes a check pass over the requests of the other platform. */
function unless(isExempt: (request: ReceivedRequest) => boolean): (check: Check) => Check {
  return (check) => (request) => {
    if (!isExempt(request)) check(request);
  };
}
