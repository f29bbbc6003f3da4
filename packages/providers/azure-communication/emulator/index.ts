/**
 * Azure Communication Services on this machine, for tests.
 *
 * @module @axios-keyring/azure-communication/emulator
 */
import {
  checksFor,
  clockOf,
  createTokens,
  type Emulator,
  type EmulatorOptions,
  runEmulator,
  webToken,
} from '@axios-keyring/testing';
import { answersFor } from './answers.js';
import { isChat, requireEntraTokenOrSignature, requireSingleSlash, requireUserToken } from './checks.js';

/** Options of the Azure Communication Services emulator. */
export interface AzureCommunicationEmulatorOptions extends EmulatorOptions {
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

/** A running emulator of Azure Communication Services. */
export type AzureCommunicationEmulator = Emulator<AzureCommunicationCredentials>;

const sampleKey = Buffer.from('a sample key of the emulator, which opens nothing').toString('base64');

/** Of the shape of a real one, and good until the year 2100: some clients read the expiry. */
const sampleUserToken = webToken({ acsScope: 'chat', exp: 4_102_444_800 });

/**
 * Starts Azure Communication Services: HMAC with one of two access keys, or a token of Microsoft Entra ID; user access
 * tokens for chat, which it also issues.
 */
export function startEmulator(
  options: AzureCommunicationEmulatorOptions = {},
): Promise<AzureCommunicationEmulator> {
  const { accessKey = sampleKey, secondaryAccessKey, host } = options;
  const { userTokens = [sampleUserToken], entraTokens = [] } = options;
  const keys = secondaryAccessKey === undefined ? [accessKey] : [accessKey, secondaryAccessKey];
  const now = clockOf(options);
  const tokens = createTokens('The user access token', now, userTokens);
  return runEmulator(options, {
    provider: 'azure-communication',
    credentials: { accessKey, secondaryAccessKey, userTokens, entraTokens },
    checks: [
      requireSingleSlash,
      ...checksFor(isChat, [requireUserToken(tokens)]),
      ...checksFor(
        (request) => !isChat(request),
        [requireEntraTokenOrSignature(entraTokens, { keys, host, now })],
      ),
    ],
    answers: answersFor(tokens),
    routes: (url) => [{ options: { connectionString: `endpoint=${url}/;accesskey=${accessKey}` } }],
  });
}
