import {
  type BodyUse,
  type Credential,
  hash,
  type HashAlgorithm,
  KeyringError,
  type MaybePromise,
  type PrivateKeySource,
  randomId,
  type RequestHead,
  type Secret,
  sign,
  type SignatureAlgorithm,
  whenReady,
  type WireRequest,
} from '@axios-keyring/core';
import { secretAuthentication } from '@axios-keyring/core/engine';
import { baseString, encode, type EncodedPair, joined, octetsOf, pairsOf } from './encoding.js';

const methods = {
  'HMAC-SHA1': { hmac: 'sha1' },
  'HMAC-SHA256': { hmac: 'sha256' },
  'HMAC-SHA512': { hmac: 'sha512' },
  'RSA-SHA1': { rsa: 'RS1' },
  'RSA-SHA256': { rsa: 'RS256' },
  PLAINTEXT: {},
} as const satisfies Record<string, Method>;

interface Method {
  readonly hmac?: HashAlgorithm;
  readonly rsa?: SignatureAlgorithm;
}

/** How a signature is made, as `oauth_signature_method` says it. */
export type SignatureMethod = keyof typeof methods;

/** What requests are signed with, and how. */
export interface OAuth1Signing {
  /** The provider’s short name, for errors. */
  readonly provider: string;
  readonly signatureMethod: SignatureMethod;
  readonly consumerKey: string;
  /** For HMAC and PLAINTEXT. */
  readonly consumerSecret?: Secret | undefined;
  /** For RSA. */
  readonly privateKey?: PrivateKeySource | undefined;
  /** Without one, requests are the consumer's own. */
  readonly token?: Secret | undefined;
  readonly tokenSecret?: Secret | undefined;
  /** Default: `header`. `body` stands for the header where the body is no form. */
  readonly in?: 'header' | 'query' | 'body' | undefined;
  /** What the header begins with; it is not signed. */
  readonly realm?: string | undefined;
  /** Default: `1.0`. */
  readonly version?: '1.0' | 'omitted' | undefined;
  /** Default: `none`. */
  readonly bodyHash?: 'none' | 'sha1' | 'sha256' | 'sha512' | undefined;
  /** Whether the parameters of a form are signed; else it is a body as all others. Default: true, as the RFC has it. */
  readonly signsForms?: boolean | undefined;
  /** The longest stream, in bytes, that is read into memory. Default: 0, which refuses streams. */
  readonly bufferStreams?: number | undefined;
}

/** What a request says in OAuth’s own parameters, and what was signed. */
interface Signed {
  /** Without the signature, with the token masked. */
  readonly parameters: Readonly<Record<string, string>>;
  /** With the token masked; `undefined` where nothing is signed. */
  readonly base: string | undefined;
}

const signed = new WeakMap<WireRequest, Signed>();

/** What was signed of a request, for its explanation and the hint of its refusal; `undefined` if it was not. */
export function signedOf(request: WireRequest): Signed | undefined {
  return signed.get(request);
}

// https://www.rfc-editor.org/rfc/rfc5849#section-3.4.1.3.1
function isForm({ headers }: RequestHead): boolean {
  return /^\s*application\/x-www-form-urlencoded\s*(?:;|$)/i.test(headers['content-type'] ?? '');
}

/** What the signature needs of a body: the parameters of a form, or its hash. */
export function bodyUse(signing: OAuth1Signing, request: RequestHead): BodyUse | undefined {
  const { signatureMethod, signsForms = true, bodyHash = 'none', bufferStreams: streamLimit = 0 } = signing;
  if (isForm(request) && signing.in === 'body') return { access: 'write', streamLimit };
  const isRead =
    signatureMethod !== 'PLAINTEXT' && (isForm(request) && signsForms ? true : bodyHash !== 'none');
  return isRead ? { access: 'read', streamLimit } : undefined;
}

/**
 * Signs requests.
 *
 * Source: https://www.rfc-editor.org/rfc/rfc5849#section-3
 */
export function signRequests(signing: OAuth1Signing): (request: WireRequest) => MaybePromise<Credential> {
  const { signatureMethod, bodyHash = 'none', signsForms = true, version = '1.0' } = signing;
  const signatureOf = signerOf(signing);
  return (request) => {
    const place = placeOf(signing, request);
    const isHashed = bodyHash !== 'none' && !(isForm(request) && signsForms);
    return whenReady(isHashed ? hash(bodyHash, request.body, 'base64') : undefined, (bodyDigest) =>
      whenReady(signing.token?.(request), (token) => {
        const parameters = {
          oauth_consumer_key: signing.consumerKey,
          ...(token !== undefined && { oauth_token: token }),
          oauth_signature_method: signatureMethod,
          oauth_timestamp: String(Math.floor(request.now() / 1000)),
          // Letters and digits: some servers take nothing else.
          oauth_nonce: randomId().replaceAll('-', ''),
          ...(version !== 'omitted' && { oauth_version: version }),
          ...(bodyDigest !== undefined && { oauth_body_hash: bodyDigest }),
        };
        const masked = { ...parameters, ...(token !== undefined && { oauth_token: 'TOKEN' }) };
        const baseOf = (own: Parameters): string =>
          baseString(request.method, uriOf(request), [...place.others, ...encodedPairs(own)]);
        const base = signatureMethod === 'PLAINTEXT' ? undefined : baseOf(masked);
        signed.set(request, { parameters: masked, base });
        return whenReady(
          signatureOf(request, () => baseOf(parameters)),
          (signature) => place.put({ ...parameters, oauth_signature: signature }),
        );
      }),
    );
  };
}

type Sign = (request: WireRequest, base: () => string) => MaybePromise<string>;

// https://www.rfc-editor.org/rfc/rfc5849#section-3.4.2
function signerOf({
  provider,
  signatureMethod,
  consumerSecret,
  tokenSecret,
  privateKey,
}: OAuth1Signing): Sign {
  const { hmac, rsa }: Method = methods[signatureMethod];
  if (rsa && privateKey)
    return (request, base) => whenReady(privateKey(request), (key) => sign(rsa, key, base(), 'base64'));
  if (!consumerSecret) {
    const option = rsa ? 'privateKey' : 'consumerSecret';
    const message = `${option} is missing, which ${signatureMethod} signs with. Set it.`;
    throw new KeyringError({ code: 'ERR_KEYRING_MISSING_OPTION', provider, option, message });
  }
  // The ampersand is there without a token secret too.
  const key: Secret = (request) =>
    whenReady(consumerSecret(request), (own) =>
      whenReady(tokenSecret?.(request), (ofToken = '') => `${encode(own)}&${encode(ofToken)}`),
    );
  if (!hmac) return key;
  const authentication = secretAuthentication(provider, hmac, key, 'text');
  return (request, base) => whenReady(authentication(request), (sent) => sent(base(), 'base64'));
}

type Parameters = Readonly<Record<string, string>>;

interface Place {
  /** The parameters of the query and of a form, without those that are replaced. */
  readonly others: readonly EncodedPair[];
  readonly put: (parameters: Parameters) => Credential;
}

// https://www.rfc-editor.org/rfc/rfc5849#section-3.5
function placeOf(signing: OAuth1Signing, request: WireRequest): Place {
  const { realm, signsForms = true } = signing;
  const query = pairsOf(request.url.search.slice(1)).filter(isSigned);
  const form = isForm(request) ? pairsOf(formOf(request, signing.provider)).filter(isSigned) : [];
  const signedForm = signsForms ? form : [];
  if (signing.in === 'query')
    return {
      others: [...query.filter(isOther), ...signedForm],
      put: (parameters) => ({ query: parameters }),
    };
  if (signing.in === 'body' && isForm(request)) {
    const kept = form.filter(isOther);
    const put = (parameters: Parameters): Credential => ({
      body: joined([...kept, ...encodedPairs(parameters)]),
    });
    return { others: [...query, ...(signsForms ? kept : [])], put };
  }
  const put = (parameters: Parameters): Credential => {
    const listed = encodedPairs(parameters).map(([name, value]) => `${name}="${value}"`);
    const all = realm === undefined ? listed : [`realm="${realm}"`, ...listed];
    return { headers: { Authorization: `OAuth ${all.join(', ')}` } };
  };
  return { others: [...query, ...signedForm], put };
}

function isSigned([name]: EncodedPair): boolean {
  return name !== 'oauth_signature';
}

const ownNames = ['consumer_key', 'token', 'signature_method', 'timestamp', 'nonce', 'version', 'body_hash'];

// Of one's own, a parameter may be sent once only.
function isOther([name]: EncodedPair): boolean {
  return !ownNames.includes(name.replace(/^oauth_/, ''));
}

function encodedPairs(parameters: Parameters): readonly EncodedPair[] {
  return Object.entries(parameters).map(([name, value]) => [encode(name), encode(value)]);
}

// https://www.rfc-editor.org/rfc/rfc5849#section-3.4.1.2: the host is that of the Host header.
function uriOf({ host, url }: WireRequest): string {
  const authority = host.toLowerCase().replace(url.protocol === 'https:' ? /:443$/ : /:80$/, '');
  return `${url.protocol}//${authority}${url.pathname}`;
}

// A body that axios only takes for a form would be signed as parameters that nobody reads in it.
function formOf({ body }: WireRequest, provider: string): string {
  const octets = octetsOf(body);
  // eslint-disable-next-line no-control-regex
  if (!/[\0-\x1f\x7f]/.test(octets)) return octets;
  throw new KeyringError({
    ...{ code: 'ERR_KEYRING_BODY_NOT_SIGNABLE', provider },
    message:
      'The body has control characters or line breaks, which no form has, but its Content-Type is ' +
      'application/x-www-form-urlencoded: axios writes that where a text or bytes come without a type. Set the header ' +
      'Content-Type to what it is. The request was not sent.',
  });
}
