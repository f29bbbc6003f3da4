import { hash, type MaybePromise, randomId, whenReady } from '@axios-keyring/core';
import { authorityOf, type Component, type Derive, type Message, targetOf } from './components.js';
import { type Algorithm, type Given, type Parameter } from './options.js';

/** What is to be signed, and what is made of the signature. */
export interface Draft {
  /** The lines that are signed, as names and values. */
  readonly lines: readonly (readonly [name: string, value: string])[];
  /** @param signature - In base64. */
  readonly headers: (signature: string) => Readonly<Record<string, string>>;
}

/** What the standard and the draft before it do each in its own way. */
export interface Profile {
  /** What is signed if the user does not say. */
  readonly components: readonly string[];
  readonly derived: Readonly<Record<string, Derive>>;
  /** The header with the hash of the body. */
  readonly digestHeader: string;
  readonly digestOf: (body: string | Uint8Array, algorithm: Given['digest']) => MaybePromise<string>;
  readonly draft: (
    values: readonly (readonly [Component, string])[],
    message: Message,
    algorithm: Algorithm,
    options: Given,
  ) => Draft;
}

const hashes = { 'sha-256': 'sha256', 'sha-512': 'sha512' } as const;

/** https://www.rfc-editor.org/rfc/rfc9421, with the body as in https://www.rfc-editor.org/rfc/rfc9530 */
const rfc9421: Profile = {
  components: ['@method', '@target-uri', 'content-digest', 'content-type', 'content-length'],
  // Section 2.2.
  derived: {
    '@method': ({ request }) => request.method,
    '@target-uri': (message) => `${message.url.protocol}//${authorityOf(message)}${targetOf(message)}`,
    '@authority': authorityOf,
    '@scheme': ({ url }) => url.protocol.slice(0, -1),
    '@request-target': targetOf,
    '@path': ({ url }) => url.pathname,
    '@query': ({ url }) => url.search || '?',
    '@query-param': ({ url }, parameter) => queryParameter(url, parameter),
  },
  digestHeader: 'Content-Digest',
  digestOf: (body, algorithm) =>
    whenReady(hash(hashes[algorithm], body, 'base64'), (digest) => `${algorithm}=:${digest}:`),
  // Section 2.5.
  draft: (values, message, algorithm, options) => {
    const { label = 'sig1' } = options;
    const covered = values.map(([component, value]) => [identifier(component), value] as const);
    const parameters = parametersOf(options).map(
      (name) => `;${name}=${parameterValue(name, message, algorithm, options)}`,
    );
    const input = `(${covered.map(([id]) => id).join(' ')})${parameters.join('')}`;
    return {
      lines: [...covered, ['"@signature-params"', input]],
      headers: (signature) => ({
        'Signature-Input': `${label}=${input}`,
        Signature: `${label}=:${signature}:`,
      }),
    };
  },
};

/** The parameters that a signature has. */
export function parametersOf({ parameters, expiresIn, keyId, tag }: Given): readonly Parameter[] {
  const values: readonly (readonly [Parameter, unknown])[] = [
    ...([
      ['created', 0],
      ['expires', expiresIn],
    ] as const),
    ...([
      ['keyid', keyId],
      ['tag', tag],
    ] as const),
  ];
  return parameters ?? values.filter(([, value]) => value !== undefined).map(([name]) => name);
}

function parameterValue(
  name: Parameter,
  { created, expires }: Message,
  algorithm: Algorithm,
  { keyId, tag }: Given,
): string {
  if (name === 'created') return String(created);
  if (name === 'expires') return String(expires);
  const texts = { alg: algorithm, keyid: keyId, tag };
  return quoted(name === 'nonce' ? randomId() : (texts[name] ?? ''));
}

// Section 2.2.8: read as a form, written strictly, and never one of several.
function queryParameter({ searchParams }: URL, parameter: string | undefined): string | undefined {
  const found = [...searchParams].filter(([name]) => formEncoded(name) === parameter);
  return found[0] && found.length === 1 ? formEncoded(found[0][1]) : undefined;
}

// https://url.spec.whatwg.org/#application-x-www-form-urlencoded-percent-encode-set
function formEncoded(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()~]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function identifier({ name, parameter }: Component): string {
  return parameter === undefined ? `"${name}"` : `"${name}";name="${parameter}"`;
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, String.raw`\$&`)}"`;
}

/** https://datatracker.ietf.org/doc/html/draft-cavage-http-signatures-12 */
const cavage: Profile = {
  components: ['(request-target)', 'host', 'date', 'digest'],
  // Section 2.3.
  derived: {
    '(request-target)': (message) => `${message.request.method.toLowerCase()} ${targetOf(message)}`,
    '(created)': ({ created }) => String(created),
    '(expires)': ({ expires }) => expires?.toString(),
  },
  digestHeader: 'Digest',
  digestOf: (body, algorithm) =>
    whenReady(hash(hashes[algorithm], body, 'base64'), (digest) => `${algorithm.toUpperCase()}=${digest}`),
  draft: (values, { created, expires }, algorithm, options) => {
    const names = values.map(([{ name }]) => name);
    const parameters = [
      `keyId=${quoted(options.keyId ?? '')}`,
      `algorithm=${quoted(options.algorithmName ?? cavageName(algorithm, names))}`,
      ...(names.includes('(created)') ? [`created=${created}`] : []),
      ...(names.includes('(expires)') ? [`expires=${expires}`] : []),
      `headers="${names.join(' ')}"`,
    ];
    const prefix = options.header === 'Authorization' ? 'Signature ' : '';
    return {
      lines: values.map(([{ name }, value]) => [name, value]),
      headers: (signature) => ({
        [options.header]: `${prefix}${[...parameters, `signature="${signature}"`].join(',')}`,
      }),
    };
  },
};

// Section 2.3: a name that says the algorithm does not go together with the two times.
function cavageName(algorithm: Algorithm, names: readonly string[]): string {
  const known = { 'rsa-v1_5-sha256': 'rsa-sha256', 'hmac-sha256': 'hmac-sha256' };
  const isTimed = names.includes('(created)') || names.includes('(expires)');
  const isKnown = algorithm === 'rsa-v1_5-sha256' || algorithm === 'hmac-sha256';
  return isKnown && !isTimed ? known[algorithm] : 'hs2019';
}

/** Both. */
export const profiles: Readonly<Record<Given['profile'], Profile>> = { rfc9421, cavage };
