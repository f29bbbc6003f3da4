/**
 * An API with HTTP Message Signatures on this machine, for tests.
 *
 * @module @axios-keyring/http-signatures/emulator
 */
import { clockOf, type Emulator, type EmulatorOptions, json, runEmulator } from '@axios-keyring/testing';
import { requireCavage } from './cavage.js';
import { type Algorithm, type Trust } from './keys.js';
import { requireSignature } from './rfc9421.js';

/** Options of the emulator. */
export interface HttpSignaturesEmulatorOptions extends EmulatorOptions {
  /** Default: `rfc9421`. */
  readonly profile?: 'rfc9421' | 'cavage' | undefined;
  /** Default: `test-key`. */
  readonly keyId?: string | undefined;
  /** The client's private key in PEM, of which the emulator uses the public part. Default: the one of RFC 9421, B.1.4. */
  readonly privateKey?: string | undefined;
  /** In place of a private key, as text. */
  readonly secret?: string | undefined;
  /** The algorithm of the key. Default: the one that follows from its type. */
  readonly algorithm?: Algorithm | undefined;
  /** Components that have to be signed. Default: of each request its method (in cavage, its target) and the digest of its body. */
  readonly required?: readonly string[] | undefined;
}

/** What the emulator accepts. */
export type HttpSignaturesCredentials = {
  readonly profile: 'rfc9421' | 'cavage';
  readonly keyId: string;
} & ({ readonly privateKey: string } | { readonly secret: string });

/** A running emulator. */
export type HttpSignaturesEmulator = Emulator<HttpSignaturesCredentials>;

/** https://www.rfc-editor.org/rfc/rfc9421#appendix-B.1.4: everybody knows it. */
const sampleKey =
  '-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF\n-----END PRIVATE KEY-----\n';

/** Starts an API that verifies signatures, and answers every path with what it was sent. */
export function startEmulator(options: HttpSignaturesEmulatorOptions = {}): Promise<HttpSignaturesEmulator> {
  const { profile = 'rfc9421', keyId = 'test-key', privateKey = sampleKey, secret, algorithm } = options;
  const { required = [profile === 'cavage' ? '(request-target)' : '@method'] } = options;
  const key = secret === undefined ? { privateKey } : { secret };
  const credentials = { profile, keyId, ...key };
  const trust: Trust = { ...credentials, algorithm, required, now: clockOf(options) };
  return runEmulator(options, {
    provider: 'http-signatures',
    credentials,
    routes: (baseURL) => [{ baseURL, options: { ...credentials, verifyPath: '/' } }],
    credentialHeaders: ['authorization', 'signature'],
    checks: [profile === 'cavage' ? requireCavage(trust) : requireSignature(trust)],
    answers: [({ method, target }) => json(200, { method, target })],
  });
}
