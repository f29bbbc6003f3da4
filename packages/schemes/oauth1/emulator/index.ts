/**
 * An API with OAuth 1.0a on this machine, for tests.
 *
 * @module @axios-keyring/oauth1/emulator
 */
import {
  clockOf,
  type Emulator,
  type EmulatorOptions,
  json,
  pathOf,
  runEmulator,
} from '@axios-keyring/testing';
import { requireSignature, type SignatureMethod } from './verification.js';

export type { SignatureMethod } from './verification.js';

/** Options of the emulator. */
export interface OAuth1EmulatorOptions extends EmulatorOptions {
  /** The only one that is accepted. Default: `HMAC-SHA256`. */
  readonly signatureMethod?: SignatureMethod | undefined;
  /** Default: `consumer`. */
  readonly consumerKey?: string | undefined;
  /** Default: `consumer-secret`. */
  readonly consumerSecret?: string | undefined;
  /** In place of the secrets, for RSA: the client's private key in PEM, of which the emulator uses the public part. */
  readonly privateKey?: string | undefined;
  /** Default: none, for consumers on their own. */
  readonly token?: string | undefined;
  readonly tokenSecret?: string | undefined;
  /** Whether a body that is no form needs a hash of this kind. Default: one that is there is checked all the same. */
  readonly bodyHash?: 'sha1' | 'sha256' | 'sha512' | undefined;
  /** What a proxy in front takes off paths, and clients have signed all the same. Default: nothing. */
  readonly proxyPath?: string | undefined;
}

/** What the emulator accepts. */
export interface OAuth1Credentials {
  readonly signatureMethod: SignatureMethod;
  readonly consumerKey: string;
  readonly consumerSecret?: string;
  readonly privateKey?: string;
  readonly token?: string;
  readonly tokenSecret?: string;
}

/** A running emulator. */
export type OAuth1Emulator = Emulator<OAuth1Credentials>;

/** Starts an API that reckons every signature anew from what arrived, and answers every path with what it was sent. */
export function startEmulator(options: OAuth1EmulatorOptions = {}): Promise<OAuth1Emulator> {
  const {
    signatureMethod = 'HMAC-SHA256',
    consumerKey = 'consumer',
    privateKey,
    token,
    tokenSecret,
  } = options;
  const { consumerSecret = 'consumer-secret', bodyHash, proxyPath = '' } = options;
  const credentials: OAuth1Credentials = {
    ...{ signatureMethod, consumerKey },
    ...(privateKey === undefined ? { consumerSecret } : { privateKey }),
    ...(token !== undefined && { token }),
    ...(tokenSecret !== undefined && { tokenSecret }),
  };
  return runEmulator(options, {
    provider: 'oauth1',
    credentials,
    routes: (baseURL) => [{ baseURL, options: { ...credentials, verifyPath: '/' } }],
    checks: [requireSignature({ ...credentials, bodyHash, proxyPath, now: clockOf(options) })],
    // Not the query, which may hold the signature.
    answers: [({ method, target }) => json(200, { method, path: pathOf(target) })],
  });
}
