import { runEmulator, type Emulator, type EmulatorOptions } from '../emulator.js';
import { requireEntraTokenOrSignature, requireSingleSlash, requireUserToken } from './checks.js';
import { createIdentities } from './identities.js';
import { routesOf } from './routes.js';
import { webToken } from './web-token.js';

/** Options of the Azure Communication Services emulator. */
export interface AzureCommunicationOptions extends EmulatorOptions {
  /** The access key, in base64. Default: a fixed sample. */
  readonly accessKey?: string | undefined;
  /** The second access key of the resource, in base64. Default: none. */
  readonly secondaryAccessKey?: string | undefined;
  /**
   * The user access tokens that are accepted on paths below `/chat/`, beside those that were issued here, until they
   * expire. Default: a fixed sample.
   */
  readonly userTokens?: readonly string[] | undefined;
  /** The tokens of Microsoft Entra ID that are accepted on all other paths. Default: none. */
  readonly entraTokens?: readonly string[] | undefined;
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
  /** In base64. */
  readonly secondaryAccessKey: string | undefined;
  readonly userTokens: readonly string[];
  readonly entraTokens: readonly string[];
}

const sampleKey = Buffer.from('a sample key of the emulator, which opens nothing').toString('base64');

/** Of the shape of a real one, and good until the year 2100: some clients read the expiry. */
const sampleUserToken = webToken({ acsScope: 'chat', exp: 4_102_444_800 });

/**
 * Azure Communication Services: HMAC with one of two access keys, or a token of Microsoft Entra ID; user access
 * tokens for chat, which it also issues.
 */
export function startAzureCommunication(
  options: AzureCommunicationOptions = {},
): Promise<Emulator<AzureCommunicationCredentials>> {
  const { accessKey = sampleKey, secondaryAccessKey, host, now = Date.now } = options;
  const { userTokens = [sampleUserToken], entraTokens = [] } = options;
  const keys = secondaryAccessKey === undefined ? [accessKey] : [accessKey, secondaryAccessKey];
  const identities = createIdentities(userTokens, now);
  return runEmulator({
    options,
    credentials: { accessKey, secondaryAccessKey, userTokens, entraTokens },
    checks: [
      requireSingleSlash,
      requireUserToken(identities),
      requireEntraTokenOrSignature(entraTokens, { keys, host, now }),
    ],
    routes: routesOf(identities),
  });
}
