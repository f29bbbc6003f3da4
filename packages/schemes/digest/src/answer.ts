import { hash, type HashAlgorithm, type Refusal, type WireRequest } from '@axios-keyring/core';
import { type Challenge, parseChallenges } from '@axios-keyring/core/engine';

/** The algorithms, the strongest first. */
const algorithms: ReadonlyMap<string, HashAlgorithm> = new Map<string, HashAlgorithm>([
  ['sha-512-256', 'sha512-256'],
  ['sha-256', 'sha256'],
  ['md5', 'md5'],
]);
const strengths = [...algorithms.values()];

/** A challenge that can be answered. Its texts are as headers carry them: one character for each byte. */
export interface Offer {
  readonly realm: string;
  readonly nonce: string;
  readonly opaque: string | undefined;
  /** As the API calls it; `undefined` if it says none, which stands for MD5. */
  readonly algorithmName: string | undefined;
  readonly algorithm: HashAlgorithm;
  readonly isSession: boolean;
  /** `undefined` for an API that knows RFC 2069 only. */
  readonly qop: 'auth' | 'auth-int' | undefined;
  readonly hidesName: boolean;
}

/** A nonce, and how far it is used up. */
export interface Session {
  readonly offer: Offer;
  /** That of the offer, or one that the API has given since. */
  readonly nonce: string;
  readonly cnonce: string;
  /** How many requests it has authenticated. */
  count: number;
}

/** The strongest challenge of an answer; `undefined` if it has none that can be answered. */
export function strongestOffer(answer: Pick<Refusal, 'header'>): Offer | undefined {
  const offers = parseChallenges(answer.header('www-authenticate')).flatMap((challenge) => {
    const offer = challenge.scheme === 'digest' ? offerOf(challenge) : undefined;
    return offer ? [offer] : [];
  });
  const strength = ({ algorithm }: Offer): number => strengths.indexOf(algorithm);
  return offers.sort((one, other) => strength(one) - strength(other))[0];
}

// https://www.rfc-editor.org/rfc/rfc7616#section-3.3
function offerOf({ parameters }: Challenge): Offer | undefined {
  const nonce = parameters.get('nonce');
  const algorithmName = parameters.get('algorithm');
  const name = (algorithmName ?? 'md5').toLowerCase();
  const algorithm = algorithms.get(name.replace(/-sess$/, ''));
  const listed = parameters
    .get('qop')
    ?.toLowerCase()
    .split(/[\s,]+/);
  const qop = (['auth', 'auth-int'] as const).find((value) => listed?.includes(value));
  if (nonce === undefined || !algorithm || (listed && !qop)) return undefined;
  return {
    ...{ nonce, algorithmName, algorithm, qop },
    realm: parameters.get('realm') ?? '',
    opaque: parameters.get('opaque'),
    isSession: name.endsWith('-sess'),
    hidesName: parameters.get('userhash')?.toLowerCase() === 'true',
  };
}

/** Whether a refusal is about the age of the nonce only, so that the password was right. */
export function isStale(refusal: Refusal): boolean {
  return parseChallenges(refusal.header('www-authenticate')).some(
    ({ scheme, parameters }) => scheme === 'digest' && parameters.get('stale')?.toLowerCase() === 'true',
  );
}

/** The nonce that an answer wants used from then on; `undefined` if it names none. */
export function nextNonce(answer: Refusal): string | undefined {
  const info = answer.header('authentication-info');
  return info === undefined ? undefined : parseChallenges(`Digest ${info}`)[0]?.parameters.get('nextnonce');
}

/**
 * The value of an Authorization header.
 *
 * Source: https://www.rfc-editor.org/rfc/rfc7616#section-3.4
 */
export async function authorization(
  { offer, nonce, cnonce, count }: Session,
  login: { readonly username: string; readonly password: string },
  request: Pick<WireRequest, 'method' | 'url' | 'body'>,
): Promise<string> {
  const { realm, qop, algorithm, algorithmName, opaque } = offer;
  const digestOf = (...parts: readonly string[]): string | Promise<string> =>
    hash(algorithm, bytesOf(parts.join(':')), 'hex');
  const [username, password] = [octetsOf(login.username), octetsOf(login.password)];
  const uri = request.url.pathname + request.url.search;
  const nc = count.toString(16).padStart(8, '0');
  const secret = await digestOf(username, realm, password);
  // Section 3.4.2: it stays that of the first nonce.
  const first = offer.isSession ? await digestOf(secret, offer.nonce, cnonce) : secret;
  const body = qop === 'auth-int' ? [await hash(algorithm, request.body, 'hex')] : [];
  const second = await digestOf(request.method, uri, ...body);
  const parts = qop ? [first, nonce, nc, cnonce, qop, second] : [first, nonce, second];
  const fields = [
    `username=${quoted(offer.hidesName ? await digestOf(username, realm) : username)}`,
    `realm=${quoted(realm)}`,
    `nonce=${quoted(nonce)}`,
    `uri=${quoted(uri)}`,
    `response="${await digestOf(...parts)}"`,
    ...(algorithmName === undefined ? [] : [`algorithm=${algorithmName}`]),
    ...(opaque === undefined ? [] : [`opaque=${quoted(opaque)}`]),
    ...(qop ? [`qop=${qop}`, `nc=${nc}`] : []),
    ...(qop || offer.isSession ? [`cnonce="${cnonce}"`] : []),
    ...(offer.hidesName ? ['userhash=true'] : []),
  ];
  return `Digest ${fields.join(', ')}`;
}

// Servers take the bytes of UTF-8, and Node puts one character on the wire as one byte.
function octetsOf(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join('');
}

function bytesOf(octets: string): Uint8Array {
  return Uint8Array.from(octets, (octet) => octet.charCodeAt(0));
}

function quoted(octets: string): string {
  return `"${octets.replace(/["\\]/g, '\\$&')}"`;
}
