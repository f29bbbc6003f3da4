import type { X509Certificate } from 'node:crypto';
import type { SecureContext, SecureContextOptions } from 'node:tls';
import { type CertificateFacts, type ClientCertificate } from '../contract/client-certificate.js';
import { fromBase64, toBase64 } from '../platform/base64.js';
import { builtin } from '../platform/builtin.js';
import { isDER } from '../platform/text.js';
import { property } from '../platform/values.js';

/** A client certificate that fits its key. */
export interface CheckedCertificate extends CertificateFacts {
  /** As it goes over the wire. */
  readonly bytes: Uint8Array;
  /** Tells it from all others, in every copy of this package; made of nothing secret. */
  readonly label: string;
  /**
   * What connections with it are made of. The private key cannot be read from that.
   *
   * @param settings - Of the agent that makes the connections. They are read the first time.
   */
  contextFor(settings: object): SecureContext;
}

/** What came of a check. A problem continues "clientCertificate" and shows nothing of the key. */
export type CertificateCheck =
  { readonly certificate: CheckedCertificate } | { readonly problem: string; readonly cause?: unknown };

type Parts = Partial<Record<keyof ClientCertificate, unknown>>;

/** The names of all that makes up a client certificate. */
export const partNames = ['certificate', 'key', 'passphrase', 'pkcs12', 'ca'] as const;

// Where each customer has one, there may be many.
const mostKept = 1_000;
const kept = new Map<string, CertificateCheck>();

/** Checks a client certificate, which in plain JavaScript may be anything. One that was checked before is not read again. */
export function checkCertificate(given: unknown): CertificateCheck {
  const parts: Parts = Object.fromEntries(partNames.map((name) => [name, property(given, name)]));
  const key = partNames.map((name) => keyOf(parts[name])).join();
  const known = kept.get(key);
  if (known) return known;
  const checked = check(parts);
  if (kept.size === mostKept) kept.clear();
  kept.set(key, checked);
  return checked;
}

// Its length says where it ends.
function keyOf(part: unknown): string {
  const text = textOf(part);
  return text === undefined ? typeof part : `${text.length}:${text}`;
}

/** What is wrong with the dates of a certificate now; `undefined` if nothing is. */
export function validityProblem({ subject, validFrom, validTo }: CertificateFacts): string | undefined {
  const now = new Date(Date.now()).toISOString();
  const problem =
    now < validFrom
      ? `is not valid before ${validFrom}`
      : now > validTo
        ? `expired at ${validTo}`
        : undefined;
  return problem && `of ${subject} ${problem}, and this machine’s clock says ${now}`;
}

/** What is wrong with the parts that there are, whatever is in them; `undefined` if nothing is. */
export function partsProblem(parts: Parts): string | undefined {
  const [certificate, key, pkcs12] = [parts.certificate, parts.key, parts.pkcs12].map(
    (part) => part !== undefined && part !== null,
  );
  if (pkcs12) {
    return certificate || key ? 'has pkcs12 beside certificate or key: give the one or the other' : undefined;
  }
  if (certificate && key) return undefined;
  if (certificate) return 'has a certificate without its private key: give key as well';
  return key
    ? 'has a key without its certificate: give certificate as well'
    : 'has neither certificate and key nor pkcs12';
}

function check(parts: Parts): CertificateCheck {
  const { certificate, key, passphrase, pkcs12, ca } = parts;
  const load = builtin;
  if (!load) return { problem: 'cannot be used here, because there is no TLS of Node' };
  const problem =
    partsProblem(parts) ??
    (pkcs12 === undefined
      ? (pemProblem('certificate', certificate) ?? pemProblem('key', key))
      : archiveProblem(pkcs12)) ??
    (ca === undefined ? undefined : pemProblem('ca', ca)) ??
    (passphrase === undefined || typeof passphrase === 'string'
      ? undefined
      : 'has a passphrase that is no string');
  if (problem !== undefined) return { problem };
  const material: SecureContextOptions = {
    ...(pkcs12 === undefined
      ? { cert: textOf(certificate), key: textOf(key) }
      : { pfx: Buffer.from(archiveOf(pkcs12) ?? []) }),
    ...(typeof passphrase === 'string' && { passphrase }),
    ...(ca !== undefined && { ca: textOf(ca) }),
  };
  const [tls, { createPrivateKey, X509Certificate }, { Duplex }] = [
    load('node:tls'),
    load('node:crypto'),
    load('node:stream'),
  ];
  try {
    const context = tls.createSecureContext(material);
    let own: unknown;
    let pem: CertificatePEM | undefined;
    if (pkcs12 === undefined) {
      const read = new X509Certificate(blockOf('certificate', certificate));
      // Not every runtime compares them when it makes a context.
      const privateKey = createPrivateKey({
        key: blockOf('key', key),
        ...(typeof passphrase === 'string' && { passphrase }),
      });
      if (!read.checkPrivateKey(privateKey)) return { problem: belongsElsewhere };
      own = read.raw;
      const opened = (): string => String(privateKey.export({ type: 'pkcs8', format: 'pem' }));
      pem = { cert: textOf(certificate) ?? '', open: opened, ca: textOf(ca) };
    } else {
      const socket = new tls.TLSSocket(new Duplex(), { secureContext: context });
      own = property(socket.getCertificate(), 'raw');
      socket.destroy();
    }
    if (!(own instanceof Uint8Array))
      return { problem: 'has a pkcs12 that this runtime does not read: give certificate and key' };
    const bytes = own;
    const read = new X509Certificate(bytes);
    const trusted = ca === undefined ? '' : new X509Certificate(textOf(ca) ?? '').fingerprint256;
    const contexts = new WeakMap<object, SecureContext>();
    const checked: CheckedCertificate = {
      ...factsOf(read),
      bytes,
      // Pools and sessions go by it; what is trusted is a part of what a connection is.
      label: `client certificate ${read.fingerprint256} ${trusted}`,
      contextFor: (settings) => {
        const known = contexts.get(settings) ?? tls.createSecureContext({ ...settings, ...material });
        contexts.set(settings, known);
        return known;
      },
    };
    if (pem) pems.set(checked, pem);
    return { certificate: checked };
  } catch (cause) {
    return { problem: problemOf(cause, parts), cause };
  }
}

interface CertificatePEM {
  readonly cert: string;
  readonly open: () => string;
  readonly ca: string | undefined;
}

// Apart from the certificates, which do not show their keys.
const pems = new WeakMap<CheckedCertificate, CertificatePEM>();

/** A certificate in PEM with its key, which is not encrypted any more; `undefined` of one that came in an archive. */
export function pemOf(
  certificate: CheckedCertificate,
): { readonly cert: string; readonly key: string; readonly ca: string | undefined } | undefined {
  const pem = pems.get(certificate);
  return pem && { cert: pem.cert, key: pem.open(), ca: pem.ca };
}

// The first of its kind, where a text has several.
function blockOf(name: 'certificate' | 'key', part: unknown): string {
  const text = textOf(part) ?? '';
  return new RegExp(`-----BEGIN (${labels[name]})-----[^]*?-----END \\1-----`).exec(text)?.[0] ?? text;
}

function factsOf({ subject, validFrom, validTo }: X509Certificate): CertificateFacts {
  return {
    subject: subject.replaceAll('\n', ', '),
    validFrom: new Date(validFrom).toISOString(),
    validTo: new Date(validTo).toISOString(),
  };
}

function archiveOf(pkcs12: unknown): Uint8Array | undefined {
  // Programs that write base64 break its lines.
  const bytes = fromBase64((textOf(pkcs12) ?? '').replaceAll(/\s/g, ''));
  return bytes && isDER(bytes) ? bytes : undefined;
}

/** A part as text: bytes of PEM are ASCII, those of an archive are given in base64. */
function textOf(part: unknown): string | undefined {
  // As environment variables have PEM.
  if (typeof part === 'string')
    return part.startsWith('-----') ? part.replaceAll(String.raw`\n`, '\n') : part;
  if (!(part instanceof Uint8Array)) return undefined;
  return isDER(part) ? toBase64(part) : new TextDecoder().decode(part);
}

const labels = {
  certificate: 'CERTIFICATE',
  key: '(?:[A-Z]+ )?PRIVATE KEY',
  ca: 'CERTIFICATE',
} as const;

// https://www.rfc-editor.org/rfc/rfc7468#section-2
function pemProblem(name: keyof typeof labels, part: unknown): string | undefined {
  const text = textOf(part);
  if (text === undefined) return `has a ${name} that is neither a string nor bytes`;
  const found = /-----BEGIN ([A-Z0-9 ]+)-----/.exec(text)?.[1];
  if (found === undefined) return `has a ${name} that is no PEM: it has to have a line -----BEGIN …-----`;
  const begins = new RegExp(`-----BEGIN ${labels[name]}-----`).test(text);
  if (!begins) return `has a ${found.toLowerCase()} in place of the ${name === 'key' ? 'private key' : name}`;
  const ends = new RegExp(`-----END ${labels[name]}-----`).test(text);
  return ends ? undefined : `has a ${name} that is cut off: its last line, -----END …-----, is missing`;
}

function archiveProblem(pkcs12: unknown): string | undefined {
  if (archiveOf(pkcs12)) return undefined;
  return 'has a pkcs12 that is no archive: give its bytes, or these in base64';
}

const belongsElsewhere =
  'has a certificate that belongs to another key: give the two that were issued together';

const convert =
  'openssl pkcs12 -legacy -in old.p12 -nodes -out all.pem && openssl pkcs12 -export -in all.pem -out new.p12';

// What OpenSSL says of all that can be wrong is short, and not for everybody.
function problemOf(error: unknown, { key, passphrase, pkcs12, ca }: Parts): string {
  const said = [property(error, 'code'), property(error, 'message')]
    .join(' ')
    .replaceAll('_', ' ')
    .toLowerCase();
  if (said.includes('key values mismatch') || said.includes('key type mismatch')) return belongsElsewhere;
  const isEncrypted = pkcs12 !== undefined || (textOf(key) ?? '').includes('ENCRYPTED');
  const unopened = passphrase === undefined ? 'and no passphrase is given' : 'with another passphrase';
  if (pkcs12 !== undefined) {
    if (said.includes('mac verify')) return `has a pkcs12 that is encrypted, ${unopened}`;
    if (said.includes('unsupported')) {
      return (
        'has a pkcs12 that is encrypted as OpenSSL before 3 did by default, which is not read any more. Write it ' +
        `anew: ${convert}. Remove all.pem then`
      );
    }
    return 'has a pkcs12 that cannot be read: it is damaged or cut off';
  }
  if (/x509|certificate|pem (no start|bad)/.test(said) || !isEncrypted) {
    const names = ca === undefined ? 'certificate or key' : 'certificate, key or ca';
    return `has a ${names} that cannot be read: it is damaged, or of a kind that OpenSSL does not know`;
  }
  return `has a key that is encrypted, ${unopened}`;
}
