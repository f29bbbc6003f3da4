import { createHash, createHmac, createPublicKey, verify } from 'node:crypto';
import {
  type Check,
  headerValues,
  mediaTypeOf,
  pathOf,
  queryOf,
  type ReceivedRequest,
  Refusal,
} from '@axios-keyring/testing';

/** As `oauth_signature_method` says it. */
export type SignatureMethod =
  'HMAC-SHA1' | 'HMAC-SHA256' | 'HMAC-SHA512' | 'RSA-SHA1' | 'RSA-SHA256' | 'PLAINTEXT';

/** What the emulator goes by. */
export interface Trust {
  readonly signatureMethod: SignatureMethod;
  readonly consumerKey: string;
  readonly consumerSecret?: string;
  readonly privateKey?: string;
  readonly token?: string;
  readonly tokenSecret?: string;
  readonly bodyHash: string | undefined;
  readonly proxyPath: string;
  readonly now: () => number;
}

/** Name and value, as the octets that they are. */
type Pair = readonly [name: Buffer, value: Buffer];

function refuse(problem: string, sentence: string, details: Readonly<Record<string, string>> = {}): Refusal {
  const body = { oauth_problem: problem, ...details };
  const parameters = Object.entries(body).map(([name, value]) => `${name}="${value}"`);
  const status = /^(?:parameter|version)/.test(problem) ? 400 : 401;
  const headers = { 'WWW-Authenticate': `OAuth realm="emulator", ${parameters.join(', ')}` };
  return new Refusal(status, body, sentence, headers);
}

const percentEncoded = /%([\da-f]{2})/gi;

function decode(text: string): Buffer {
  const octets = text.replaceAll(percentEncoded, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
  return Buffer.from(octets, 'latin1');
}

function encode(octets: Buffer | string): string {
  return [...Buffer.from(octets)]
    .map((octet) => {
      const character = String.fromCharCode(octet);
      const isUnreserved = /[a-z\d\-._~]/i.test(character);
      return isUnreserved ? character : `%${octet.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');
}

// https://www.rfc-editor.org/rfc/rfc5849#section-3.4.1.3.1
function pairsOf(form: string): Pair[] {
  return form
    .replaceAll('+', ' ')
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const [name = '', ...value] = pair.split('=');
      return [decode(name), decode(value.join('='))];
    });
}

// https://www.rfc-editor.org/rfc/rfc5849#section-3.5.1
function headerPairs(request: ReceivedRequest): Pair[] {
  const values = headerValues(request, 'authorization');
  if (values.length > 1) throw refuse('parameter_rejected', 'The header authorization was sent twice.');
  const [, list] = /^OAuth\s+(.*)$/i.exec(values[0] ?? '') ?? [];
  if (list === undefined) return [];
  return list.split(',').flatMap((item): Pair[] => {
    const [, name = '', value = ''] = /^\s*([^=\s]+)="([^"]*)"\s*$/.exec(item) ?? [];
    if (name === '')
      throw refuse('parameter_rejected', 'The header authorization is no list of name="value".');
    return name === 'realm' ? [] : [[decode(name), decode(value)]];
  });
}

const isForm = (request: ReceivedRequest): boolean =>
  mediaTypeOf(request) === 'application/x-www-form-urlencoded';

/** Refuses a request whose signature is not that of what arrived, or that arrived before. */
export function requireSignature(trust: Trust): Check {
  const seen = new Set<string>();
  return (request) => {
    const pairs = [
      ...headerPairs(request),
      ...pairsOf(queryOf(request.target)),
      ...(isForm(request) ? pairsOf(request.body.toString('latin1')) : []),
    ];
    const own = ownOf(pairs);
    const needed = (name: string): string => {
      const value = own.get(name);
      if (value !== undefined) return value;
      throw refuse('parameter_absent', `${name} is missing.`, { oauth_parameters_absent: name });
    };
    // Whoever sends nothing at all is asked to.
    if (own.size === 0) throw refuse('permission_unknown', 'The request has no parameters of OAuth.');
    if (!['1.0', undefined].includes(own.get('oauth_version')))
      throw refuse('version_rejected', 'oauth_version is not 1.0.');
    if (needed('oauth_consumer_key') !== trust.consumerKey)
      throw refuse('consumer_key_unknown', 'The consumer key differs.');
    if (own.get('oauth_token') !== trust.token) throw refuse('token_rejected', 'The token differs.');
    if (needed('oauth_signature_method') !== trust.signatureMethod)
      throw refuse('signature_method_rejected', 'The signature method differs.');
    requireFresh(needed('oauth_timestamp'), trust);
    const once = [needed('oauth_timestamp'), needed('oauth_nonce')].join(' ');
    requireBodyHash(request, own.get('oauth_body_hash'), trust);
    requireSame(request, pairs, needed('oauth_signature'), trust);
    if (seen.has(once)) throw refuse('nonce_used', 'The nonce was used before with this time.');
    seen.add(once);
  };
}

function ownOf(pairs: readonly Pair[]): ReadonlyMap<string, string> {
  const own = new Map<string, string>();
  for (const [name, value] of pairs) {
    const text = name.toString();
    if (!text.startsWith('oauth_')) continue;
    if (own.has(text)) throw refuse('parameter_rejected', `${text} was sent twice.`);
    own.set(text, value.toString());
  }
  return own;
}

/** In seconds, to either side. */
const tolerance = 300;

function requireFresh(timestamp: string, { now }: Trust): void {
  if (!/^[1-9]\d*$/.test(timestamp))
    throw refuse('parameter_rejected', 'oauth_timestamp is no number of seconds.');
  const seconds = Math.floor(now() / 1000);
  if (Math.abs(Number(timestamp) - seconds) <= tolerance) return;
  throw refuse('timestamp_refused', 'The time is more than 5 minutes from the clock.', {
    oauth_acceptable_timestamps: `${seconds - tolerance}-${seconds + tolerance}`,
  });
}

// draft-eaton-oauth-bodyhash
function requireBodyHash(request: ReceivedRequest, sent: string | undefined, trust: Trust): void {
  const { bodyHash = trust.signatureMethod.endsWith('SHA256') ? 'sha256' : 'sha1' } = trust;
  if (isForm(request)) {
    if (sent !== undefined) throw refuse('parameter_rejected', 'A form has oauth_body_hash.');
    return;
  }
  if (sent === undefined) {
    if (trust.bodyHash !== undefined) throw refuse('parameter_absent', 'oauth_body_hash is missing.');
    return;
  }
  if (createHash(bodyHash).update(request.body).digest('base64') !== sent)
    throw refuse('body_hash_invalid', 'The hash of the body differs.');
}

function requireSame(
  request: ReceivedRequest,
  pairs: readonly Pair[],
  signature: string,
  trust: Trust,
): void {
  const key = `${encode(trust.consumerSecret ?? '')}&${encode(trust.tokenSecret ?? '')}`;
  const isRight = (base: string): boolean => {
    const [kind, hash = ''] = trust.signatureMethod.toLowerCase().split('-');
    if (kind === 'plaintext') return signature === key;
    if (kind === 'hmac') return createHmac(hash, key).update(base).digest('base64') === signature;
    const publicKey = createPublicKey(trust.privateKey ?? '');
    return verify(hash, Buffer.from(base), publicKey, Buffer.from(signature, 'base64'));
  };
  // TLS may have ended before.
  const bases = ['http', 'https'].flatMap((scheme) =>
    ['', trust.proxyPath].map((path) => baseString(request, scheme, path, pairs)),
  );
  if (!bases.some(isRight)) throw refuse('signature_invalid', 'The signature differs.');
}

// https://www.rfc-editor.org/rfc/rfc5849#section-3.4.1
function baseString(
  request: ReceivedRequest,
  scheme: string,
  before: string,
  pairs: readonly Pair[],
): string {
  const host = (request.headers.host ?? '').toLowerCase().replace(scheme === 'http' ? /:80$/ : /:443$/, '');
  const parameters = pairs
    .filter(([name]) => name.toString() !== 'oauth_signature')
    .map((pair) => pair.map((octets) => Buffer.from(encode(octets))))
    .sort(([a = Buffer.of(), x = Buffer.of()], [b = Buffer.of(), y = Buffer.of()]) =>
      Buffer.compare(a, b) === 0 ? Buffer.compare(x, y) : Buffer.compare(a, b),
    )
    .map(([name, value]) => `${String(name)}=${String(value)}`);
  const uri = `${scheme}://${host}${before}${pathOf(request.target)}`;
  return [request.method, uri, parameters.join('&')].map((part) => encode(part)).join('&');
}
