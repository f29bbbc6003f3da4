/**
 * An API with HTTP Digest on this machine, for tests.
 *
 * @module @axios-keyring/digest/emulator
 */
import { createHash, randomUUID } from 'node:crypto';
import {
  authorizationOf,
  type Check,
  clockOf,
  type Emulator,
  type EmulatorOptions,
  json,
  type ReceivedRequest,
  refuseWith,
  runEmulator,
} from '@axios-keyring/testing';

/** Options of the emulator. */
export interface DigestEmulatorOptions extends EmulatorOptions {
  /** Default: the sample of RFC 7616, section 3.9.1. */
  readonly username?: string | undefined;
  /** Default: the sample of RFC 7616, section 3.9.1. */
  readonly password?: string | undefined;
  /** Default: `emulator`. */
  readonly realm?: string | undefined;
  /** Each has a challenge of its own: `MD5`, `SHA-256` or `SHA-512-256`, also with `-sess`. Default: SHA-256, then MD5. */
  readonly algorithms?: readonly string[] | undefined;
  /** `auth`, `auth-int`, or empty for RFC 2069. Default: `auth`. */
  readonly qop?: 'auth' | 'auth-int' | '' | undefined;
  /** Whether names are to be sent as a hash. Default: false. */
  readonly userhash?: boolean | undefined;
  /** How long a nonce is good, in milliseconds. Default: 300,000. */
  readonly nonceLife?: number | undefined;
  /** Whether the count of a nonce has to rise from request to request, as with Apache's AuthDigestNcCheck. Default: false. */
  readonly countsUses?: boolean | undefined;
}

/** What the emulator accepts. */
export interface DigestCredentials {
  readonly username: string;
  readonly password: string;
}

/** A running emulator. */
export type DigestEmulator = Emulator<DigestCredentials>;

/** Starts an API that asks for HTTP Digest, and answers every path with what it was sent. */
export function startEmulator(options: DigestEmulatorOptions = {}): Promise<DigestEmulator> {
  const { username = 'Mufasa', password = 'Circle of Life' } = options;
  return runEmulator(options, {
    provider: 'digest',
    credentials: { username, password },
    routes: (baseURL) => [{ baseURL, options: { username, password, verifyPath: '/' } }],
    checks: [requireDigest({ ...options, username, password })],
    answers: [({ method, target }) => json(200, { method, target })],
  });
}

interface Nonce {
  readonly issued: number;
  uses: number;
}

function requireDigest(options: DigestEmulatorOptions & DigestCredentials): Check {
  const { username, password, realm = 'emulator', algorithms = ['SHA-256', 'MD5'], qop = 'auth' } = options;
  const { userhash = false, nonceLife = 300_000, countsUses = false } = options;
  const now = clockOf(options);
  const nonces = new Map<string, Nonce>();

  const challenges = (stale: boolean): readonly string[] => {
    const nonce = randomUUID();
    nonces.set(nonce, { issued: now(), uses: 0 });
    return algorithms.map(
      (algorithm) =>
        `Digest realm="${escaped(realm)}", nonce="${nonce}", opaque="${nonce.slice(0, 8)}", algorithm=${algorithm}` +
        `${qop && `, qop="${qop}"`}${userhash ? ', userhash=true' : ''}${stale ? ', stale=true' : ''}, charset="UTF-8"`,
    );
  };
  const refuse = (sentence: string, stale = false): Error =>
    refuseWith(401, undefined, { 'WWW-Authenticate': challenges(stale) })(sentence);

  return (request) => {
    const refusal = refuseWith(401, undefined, { 'WWW-Authenticate': challenges(false) });
    const fields = fieldsOf(authorizationOf(request, 'Digest', refusal));
    const field = (name: string): string => {
      const value = fields.get(name);
      if (value === undefined) throw refuse(`The field ${name} is missing.`);
      return value;
    };
    const algorithm = algorithms.find((name) => name === field('algorithm'));
    if (algorithm === undefined) throw refuse('The algorithm was not offered.');
    const nonce = nonces.get(field('nonce'));
    if (!nonce) throw refuse('The nonce was not given out here.');
    if (field('realm') !== latin1(realm)) throw refuse('The realm differs.');
    if (field('opaque') !== field('nonce').slice(0, 8)) throw refuse('The opaque differs.');
    const hash = hashOf(algorithm);
    const name = userhash ? hash(`${username}:${realm}`) : latin1(username);
    if (field('username') !== name) throw refuse('The user name differs.');
    if (field('uri') !== request.target) {
      throw refuseWith(400)('The uri differs from the target of the request.');
    }
    if (qop && field('qop') !== qop) throw refuse('The qop was not offered.');
    const expected = responseOf({ request, hash, field, qop, algorithm }, `${username}:${realm}:${password}`);
    if (field('response') !== expected)
      throw refuse('The response differs: the password, or what was hashed.');
    if (now() - nonce.issued > nonceLife) throw refuse('The nonce is too old.', true);
    const count = qop ? Number.parseInt(field('nc'), 16) : nonce.uses + 1;
    if (countsUses && count <= nonce.uses) throw refuse('The count of the nonce did not rise.');
    nonce.uses = Math.max(count, nonce.uses);
  };
}

interface Signed {
  readonly request: ReceivedRequest;
  readonly hash: (text: string | Uint8Array) => string;
  readonly field: (name: string) => string;
  readonly qop: string;
  readonly algorithm: string;
}

// https://www.rfc-editor.org/rfc/rfc7616#section-3.4.1
function responseOf({ request, hash, field, qop, algorithm }: Signed, login: string): string {
  const nonce = field('nonce');
  const secret = algorithm.endsWith('-sess')
    ? hash(`${hash(login)}:${nonce}:${field('cnonce')}`)
    : hash(login);
  const body = qop === 'auth-int' ? `:${hash(request.body)}` : '';
  const target = hash(`${request.method}:${request.target}${body}`);
  return qop
    ? hash(`${secret}:${nonce}:${field('nc')}:${field('cnonce')}:${qop}:${target}`)
    : hash(`${secret}:${nonce}:${target}`);
}

function hashOf(algorithm: string): Signed['hash'] {
  const name = algorithm
    .replace('-sess', '')
    .replace('SHA-512-256', 'sha512-256')
    .replace('SHA-256', 'sha256');
  return (text) => createHash(name.toLowerCase()).update(text).digest('hex');
}

function fieldsOf(text: string): ReadonlyMap<string, string> {
  const pairs = text.matchAll(/([a-z]+)=(?:"((?:\\.|[^"\\])*)"|([^\s,"]+))(?:, |$)/g);
  return new Map(
    Array.from(pairs, ([, name = '', value, bare = '']) => [name, value?.replaceAll(/\\(.)/g, '$1') ?? bare]),
  );
}

// As Node reads the bytes of a header.
function latin1(text: string): string {
  return Buffer.from(text).toString('latin1');
}

function escaped(text: string): string {
  return latin1(text).replaceAll(/["\\]/g, '\\$&');
}
