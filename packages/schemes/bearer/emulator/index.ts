/**
 * An API with bearer tokens on this machine, for tests.
 *
 * @module @axios-keyring/bearer/emulator
 */
import {
  authorizationOf,
  type Check,
  type Emulator,
  type EmulatorOptions,
  json,
  refuseWith,
  runEmulator,
} from '@axios-keyring/testing';

/** Options of the emulator. */
export interface BearerEmulatorOptions extends EmulatorOptions {
  /** The token that is accepted. Default: the sample of RFC 6750, section 2.1. */
  readonly token?: string | undefined;
  /** The word before the token. Default: `Bearer`. */
  readonly scheme?: string | undefined;
}

/** What the emulator accepts. */
export interface BearerCredentials {
  readonly token: string;
  readonly scheme: string;
}

/** A running emulator. */
export type BearerEmulator = Emulator<BearerCredentials>;

/** Starts an API that asks for a token, and answers every path with what it was sent. */
export function startEmulator(options: BearerEmulatorOptions = {}): Promise<BearerEmulator> {
  const { token = 'mF_9.B5f-4.1JqM', scheme = 'Bearer' } = options;
  return runEmulator(options, {
    provider: 'bearer',
    credentials: { token, scheme },
    routes: (baseURL) => [{ baseURL, options: { token, scheme, verifyPath: '/' } }],
    checks: [requireToken(token, scheme)],
    answers: [({ method, target }) => json(200, { method, target })],
  });
}

// https://www.rfc-editor.org/rfc/rfc6750#section-3
function requireToken(token: string, scheme: string): Check {
  const missing = refuseWith(401, undefined, { 'WWW-Authenticate': `${scheme} realm="emulator"` });
  const invalid = refuseWith(401, undefined, {
    'WWW-Authenticate': `${scheme} realm="emulator", error="invalid_token"`,
  });
  return (request) => {
    if (authorizationOf(request, scheme, missing) !== token) throw invalid('The token differs.');
  };
}
