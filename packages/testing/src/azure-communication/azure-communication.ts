import { randomUUID } from 'node:crypto';
import { json } from '../answer.js';
import { route, runEmulator, type Emulator, type EmulatorOptions, type Step } from '../emulator.js';
import { requireSignature, requireSingleSlash, requireUserToken } from './checks.js';

/** Options of the Azure Communication Services emulator. */
export interface AzureCommunicationOptions extends EmulatorOptions {
  /** The access key, in base64. Default: a fixed sample. */
  readonly accessKey?: string | undefined;
  /** The user access tokens that are accepted on paths below `/chat/`. Default: a fixed sample. */
  readonly userTokens?: readonly string[] | undefined;
  /**
   * The host that must have been signed: set it to see what happens behind a proxy that rewrites Host. Default: the
   * Host header as it arrives.
   */
  readonly host?: string | undefined;
}

/** What the Azure Communication Services emulator accepts. */
export interface AzureCommunicationCredentials {
  /** In base64. */
  readonly accessKey: string;
  readonly userTokens: readonly string[];
}

const sampleKey = Buffer.from('a sample key of the emulator, which opens nothing').toString('base64');

/** Of the shape of a real one, and good until the year 2100: some clients read the expiry. */
const sampleUserToken = [{ alg: 'none', typ: 'JWT' }, { acsScope: 'chat', exp: 4_102_444_800 }, 'sample']
  .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
  .join('.');

const routes: readonly Step[] = [
  route('POST', /^\/sms$/, () =>
    json(202, {
      value: [
        {
          to: '+15550100',
          messageId: randomUUID(),
          httpStatusCode: 202,
          repeatabilityResult: 'accepted',
          successful: true,
        },
      ],
    }),
  ),
  route('POST', /^\/identities$/, () => json(201, { identity: { id: `8:acs:${randomUUID()}` } })),
  route('GET', /^\/chat\/threads$/, () =>
    json(200, {
      value: [{ id: '19:sample@thread.v2', topic: 'Sample', lastMessageReceivedOn: '2026-01-01T00:00:00Z' }],
    }),
  ),
];

/** Azure Communication Services: HMAC with the access key, and user access tokens for chat. */
export function startAzureCommunication(
  options: AzureCommunicationOptions = {},
): Promise<Emulator<AzureCommunicationCredentials>> {
  const { accessKey = sampleKey, userTokens = [sampleUserToken], now = Date.now, host } = options;
  return runEmulator({
    options,
    credentials: { accessKey, userTokens },
    checks: [requireSingleSlash, requireUserToken(userTokens), requireSignature(accessKey, host, now)],
    routes,
  });
}
