/**
 * An API with HTTP Basic on this machine, for tests.
 *
 * @module @axios-keyring/basic/emulator
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
export interface BasicEmulatorOptions extends EmulatorOptions {
  /** Default: the sample of RFC 7617, section 2.1. */
  readonly username?: string | undefined;
  /** Default: the sample of RFC 7617, section 2.1. */
  readonly password?: string | undefined;
}

/** What the emulator accepts. */
export interface BasicCredentials {
  readonly username: string;
  readonly password: string;
}

/** A running emulator. */
export type BasicEmulator = Emulator<BasicCredentials>;

/** Starts an API that asks for HTTP Basic, and answers every path with what it was sent. */
export function startEmulator(options: BasicEmulatorOptions = {}): Promise<BasicEmulator> {
  const { username = 'test', password = '123£' } = options;
  return runEmulator(options, {
    provider: 'basic',
    credentials: { username, password },
    routes: (baseURL) => [{ baseURL, options: { username, password, verifyPath: '/' } }],
    checks: [requireLogin(username, password)],
    answers: [({ method, target }) => json(200, { method, target })],
  });
}

const unauthorized = refuseWith(401, undefined, {
  'WWW-Authenticate': 'Basic realm="emulator", charset="UTF-8"',
});

// https://www.rfc-editor.org/rfc/rfc7617#section-2
function requireLogin(username: string, password: string): Check {
  return (request) => {
    const encoded = authorizationOf(request, 'Basic', unauthorized);
    const bytes = Buffer.from(encoded, 'base64');
    if (bytes.toString('base64') !== encoded) {
      throw unauthorized('The credentials are not standard base64 with padding.');
    }
    const [name = '', ...rest] = bytes.toString('utf8').split(':');
    if (rest.length === 0) throw unauthorized('The decoded credentials have no colon.');
    if (name !== username) throw unauthorized('The user name differs.');
    if (rest.join(':') !== password) throw unauthorized('The password differs.');
  };
}
