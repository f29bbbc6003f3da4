import { json, text } from '../answer.js';
import { route, runEmulator, type Emulator, type EmulatorOptions, type Step } from '../emulator.js';
import type { ReceivedRequest } from '../server.js';
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
import { createTokens } from './tokens.js';

/** Options of the Avanan emulator. */
export interface AvananOptions extends EmulatorOptions {
  /** Default: the sample of the vendor's guide. */
  readonly applicationId?: string | undefined;
  /** Default: the sample of the vendor's guide. */
  readonly secretKey?: string | undefined;
  /** How long a token is valid, in milliseconds. Default: 3,600,000, an hour. */
  readonly tokenLifetime?: number | undefined;
  /** Whether a date that ends in Z fails with a 500, as with the live API. Default: true. */
  readonly rejectDateWithZone?: boolean | undefined;
  /**
   * Which request IDs are accepted: UUIDs of version 4, or anything that was not used before. The vendor's own sample
   * is not a complete UUID. Default: `'uuid'`.
   */
  readonly requestIdFormat?: 'uuid' | 'any' | undefined;
}

/** What the Avanan emulator accepts. */
export interface AvananCredentials {
  readonly applicationId: string;
  readonly secretKey: string;
}

/** The Avanan emulator, which also issues tokens. */
export interface AvananEmulator extends Emulator<AvananCredentials> {
  /** How many tokens were issued so far. */
  readonly tokensIssued: number;
  /** Makes every token issued so far invalid. */
  revokeTokens(): void;
}

function enveloped(request: ReceivedRequest, responseData: readonly unknown[]): ReturnType<typeof json> {
  return json(200, {
    responseEnvelope: {
      requestId: request.headers['x-av-req-id'],
      responseCode: 200,
      responseText: '',
      additionalText: '',
      recordsNumber: responseData.length,
    },
    responseData,
  });
}

const routes: readonly Step[] = [
  route('GET', /^\/v1\.0\/scopes$/, (request) => enveloped(request, ['mt-prod-3:acme'])),
  route('POST', /^\/v1\.0\/event\/query$/, (request) =>
    enveloped(request, [
      { eventId: 'b0f1c3a2', customerId: 'acme', saas: 'office365_emails', type: 'phishing', state: 'new' },
    ]),
  ),
];

/** Avanan's Smart API (legacy hosts): every request is signed, and carries a token that a signed request fetched. */
export async function startAvanan(options: AvananOptions = {}): Promise<AvananEmulator> {
  const { applicationId = 'US:myapp29', secretKey = 'my_avanan_secret', tokenLifetime = 3_600_000 } = options;
  const { now = Date.now, rejectDateWithZone = true, requestIdFormat = 'uuid' } = options;
  const tokens = createTokens(applicationId, tokenLifetime, now);
  const emulator = await runEmulator({
    options,
    credentials: { applicationId, secretKey },
    checks: [
      ...(rejectDateWithZone ? [requireDateWithoutZone] : []),
      requireVersion,
      requireHeaders,
      requireRecentDate(now),
      requireSignature(applicationId, secretKey),
      ...(requestIdFormat === 'uuid' ? [requireUuid] : []),
      requireFreshId(),
      requireFormEncoding,
      requireToken(tokens),
    ],
    routes: [(request) => (isTokenCall(request) ? text(200, tokens.issue()) : undefined), ...routes],
  });
  return {
    ...emulator,
    get tokensIssued() {
      return tokens.issued;
    },
    revokeTokens() {
      tokens.revokeAll();
    },
  };
}
