import { type SecretReader } from '../contract/secret.js';
import { builtin } from '../platform/builtin.js';
import { KeyringError } from '../platform/errors.js';
import { decodeArchive, type DecodedText, decodeText, withoutTrailing } from '../platform/text.js';
import { property } from '../platform/values.js';
import { isAhead } from './clock.js';

/** A secret in a file, as a reader of secrets. */
export interface SecretFile extends SecretReader {
  /** @throws KeyringError `ERR_KEYRING_CREDENTIAL` if the file cannot be read, or holds what the option does not take. */
  readonly read: () => string;
}

/** The option that a file is read for. */
export interface SecretFilePurpose {
  readonly option: string;
  /** Checks what is in the file. */
  readonly schema: {
    readonly metadata?: { readonly isBinary?: boolean };
    readonly check: (value: unknown) => { readonly problem: string } | { readonly output: unknown };
  };
  /** How messages name the file, behind an article: never by its path where somebody may have given the secret as that. */
  readonly shown: string;
}

// One reader for each path and option: two interceptors with the same file have the same secret.
const readers = new WeakMap<object, Map<string, SecretFile>>();
const texts = new Map<string, SecretFile>();

/** How long a file is taken to be unchanged, in milliseconds. */
const freshness = 1_000;

/**
 * A secret in a file, such as one that Docker or Kubernetes mounts. The file is read again when it has changed, and
 * when the API refuses what was in it, so that it can be replaced without a restart. It is UTF-8. A byte order mark at
 * its beginning and line breaks at its end are not part of the secret.
 *
 * @param path - Absolute, or from the working directory.
 */
export function secretFile(path: string, { option, schema, shown }: SecretFilePurpose): SecretFile {
  const known = readers.get(schema) ?? new Map<string, SecretFile>();
  readers.set(schema, known);
  const check = (text: string): void => {
    const checked = schema.check(text);
    if (!('problem' in checked)) return;
    throw failure(`${option} ${checked.problem} It comes from the ${shown}: set it right there.`);
  };
  const reader = known.get(path) ?? watchFile(path, shown, decoderFor(schema.metadata?.isBinary), check);
  known.set(path, reader);
  return reader;
}

/**
 * The text of a file, as {@link secretFile} reads it.
 *
 * @param shown - As messages name the file, behind an article.
 * @param isBinary - Whether it may hold bytes of DER, which are read as base64.
 */
export function secretFileText(path: string, shown: string, isBinary = false): string {
  const key = `${String(isBinary)} ${shown} ${path}`;
  const reader = texts.get(key) ?? watchFile(path, shown, decoderFor(isBinary));
  texts.set(key, reader);
  return reader.read();
}

type Decoder = (bytes: Buffer) => DecodedText;

function decoderFor(isBinary: boolean | undefined): Decoder {
  return isBinary === true ? decodeArchive : decodeText;
}

function watchFile(path: string, shown: string, decode: Decoder, check?: (text: string) => void): SecretFile {
  let content: DecodedText | undefined;
  let accepted: string | undefined;
  let stamp = '';
  let lookAgainAt = 0;
  const look = (): void => {
    const fs = builtin?.('node:fs');
    if (!fs) throw failure(`The ${shown} cannot be read, because there is no file system here.`);
    try {
      const { ino, mtimeMs, size } = fs.statSync(path);
      // A mounted secret is replaced by another file, which may be as old and as long as the one before.
      const found = [ino, mtimeMs, size].join(' ');
      // One that is written in place is empty for a moment.
      const isBeingWritten = size === 0 && Math.abs(Date.now() - mtimeMs) < freshness;
      if (found === stamp || (content !== undefined && isBeingWritten)) return;
      content = decode(fs.readFileSync(path));
      stamp = found;
    } catch (cause) {
      // While a file is being replaced there may be none for a moment.
      if (content !== undefined) return;
      const code = property(cause, 'code');
      const reason = typeof code === 'string' ? ` (${code})` : '';
      // Without the error as its cause: that one has the path.
      throw failure(`The ${shown} cannot be read${reason}. See whether it is there and may be read.`);
    }
  };
  return {
    read: () => {
      const now = Date.now();
      if (content === undefined || !isAhead(lookAgainAt, now, freshness)) {
        lookAgainAt = now + freshness;
        look();
      }
      if (content && 'problem' in content) throw failure(`The ${shown} ${content.problem}`);
      const text = withoutTrailing(content?.text ?? '', '\r\n');
      if (text !== accepted) check?.(text);
      accepted = text;
      return text;
    },
    refresh: () => {
      stamp = '';
      lookAgainAt = 0;
    },
  };
}

function failure(message: string): KeyringError {
  return new KeyringError({ code: 'ERR_KEYRING_CREDENTIAL', message });
}
