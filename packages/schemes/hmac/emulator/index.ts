/**
 * An API that verifies HMACs on this machine, for tests.
 *
 * @module @axios-keyring/hmac/emulator
 */
import { createHmac } from 'node:crypto';
import {
  type Check,
  clockOf,
  type Emulator,
  type EmulatorOptions,
  json,
  onlyHeader,
  type ReceivedRequest,
  type Refuse,
  refuseWith,
  requireRecent,
  runEmulator,
} from '@axios-keyring/testing';

/** Options of the emulator. */
export interface HmacEmulatorOptions extends EmulatorOptions {
  /** Default: `test-key`. */
  readonly keyId?: string | undefined;
  readonly secret?: string | undefined;
  /** Default: `sha256`. */
  readonly algorithm?: 'sha256' | 'sha512' | 'sha384' | 'sha1' | 'md5' | undefined;
  /** Default: `hex`. */
  readonly encoding?: 'hex' | 'base64' | 'base64url' | undefined;
  /** What a request has to have signed. Default: method, path and query, the header X-Timestamp and the body, each on a line. */
  readonly signed?: ((request: ReceivedRequest) => string | Uint8Array) | undefined;
  /** Where the signature of a request stands; nothing if it has none. Default: the header X-Signature, beside X-Key and X-Timestamp. */
  readonly signature?: ((request: ReceivedRequest) => string | null | undefined) | undefined;
}

/** What the emulator accepts. */
export interface HmacCredentials {
  readonly keyId: string;
  readonly secret: string;
}

/** A running emulator. */
export type HmacEmulator = Emulator<HmacCredentials>;

/** Starts an API that verifies HMACs, and answers every path with what it was sent. */
export function startEmulator(options: HmacEmulatorOptions = {}): Promise<HmacEmulator> {
  const { keyId = 'test-key', secret = 'a-secret-that-opens-nothing' } = options;
  const { algorithm = 'sha256', encoding = 'hex', signed = signedByDefault, signature } = options;
  const isDefault = signature === undefined;
  const check: Check = (request) => {
    const sent = isDefault ? onlyHeader(request, 'x-signature', refuse) : signature(request);
    if (typeof sent !== 'string') throw refuse('The request has no signature.');
    const expected = createHmac(algorithm, secret).update(signed(request)).digest(encoding);
    if (sent !== expected) throw refuse('The signature is not one of this request with this secret.');
  };
  return runEmulator(options, {
    provider: 'hmac',
    credentials: { keyId, secret },
    routes: (baseURL) => [{ baseURL, options: { keyId, secret, ...layout, verifyPath: '/' } }],
    credentialHeaders: ['x-signature'],
    checks: isDefault ? [requireLogin(keyId, clockOf(options)), check] : [check],
    answers: [({ method, target }) => json(200, { method, target: target.replace(/\?.*$/, '') })],
  });
}

/** What a config says to send what is expected by default. */
const layout = {
  sign: '{method}\n{target}\n{timestamp}\n{body}',
  headers: { 'X-Key': '{keyId}', 'X-Timestamp': '{timestamp}', 'X-Signature': '{signature}' },
};

const refuse: Refuse = refuseWith(401, { error: 'invalid_signature' });

function requireLogin(keyId: string, now: () => number): Check {
  return (request) => {
    if (onlyHeader(request, 'x-key', refuse) !== keyId) throw refuse('The key is not known.');
    const seconds = onlyHeader(request, 'x-timestamp', refuse);
    if (!/^\d{1,12}$/.test(seconds)) throw refuse('The header x-timestamp is no number of seconds.');
    requireRecent('x-timestamp', Number(seconds) * 1000, now(), refuse);
  };
}

function signedByDefault({ method, target, headers, body }: ReceivedRequest): Uint8Array {
  return Buffer.concat([Buffer.from(`${method}\n${target}\n${String(headers['x-timestamp'])}\n`), body]);
}
