import { KeyringError } from '../platform/errors.js';
import { builtin } from '../platform/builtin.js';
import { property } from '../platform/json.js';
import { withoutTrailing } from '../platform/text.js';
import { type DecodedText, decodeText } from '../platform/utf8-text.js';

/** A secret in a file, as a reader of secrets. */
export interface SecretFile {
  /** @throws KeyringError `ERR_KEYRING_CREDENTIAL` if the file cannot be read, or holds what the option does not take. */
  read(): string;
  /** Has the next `read` look into the file. */
  refresh(): void;
}

/** The check of the option that a file is read for. */
interface OptionCheck {
  readonly check: (value: unknown) => { readonly problem: string } | { readonly output: unknown };
}

/** A file before anybody said what it is for. */
interface WatchedFile {
  /** @param shown - As messages name the file, behind an article. */
  readAs(shown: string): string;
  refresh(): void;
}

// One reader for each path and option: two interceptors with the same file have the same secret.
const files = new Map<string, WatchedFile>();
const readers = new Map<string, SecretFile>();
const optionReaders = new WeakMap<object, Map<string, SecretFile>>();

/** How long a file is taken to be unchanged, in milliseconds. */
const freshness = 1_000;

/**
 * A secret in a file, such as one that Docker or Kubernetes mounts. The file is read again when it has changed, and
 * when the API refuses what was in it, so that it can be replaced without a restart. It is UTF-8. A byte order mark at
 * its beginning and line breaks at its end are not part of the secret.
 *
 * @param path - Absolute, or from the working directory.
 * @param purpose - The option that the secret is for. What is read is checked as its `schema` has it, and errors name the
 * file as `shown` does, behind an article, and never by its path: somebody may have given the secret in place of that.
 */
export function secretFile(
  path: string,
  purpose?: { readonly option: string; readonly schema: OptionCheck; readonly shown: string },
): SecretFile {
  const known = purpose ? readersFor(purpose.schema) : readers;
  const present = known.get(path);
  if (present) return present;
  const file = fileAt(path);
  const reader = purpose
    ? checkedReader(file, purpose.option, purpose.schema, purpose.shown)
    : {
        read: () => file.readAs(`secret’s file ${path}`),
        refresh: () => {
          file.refresh();
        },
      };
  known.set(path, reader);
  return reader;
}

/**
 * The text of a file, as {@link secretFile} reads it.
 *
 * @param shown - As messages name the file, behind an article.
 */
export function secretFileText(path: string, shown: string): string {
  return fileAt(path).readAs(shown);
}

function readersFor(schema: object): Map<string, SecretFile> {
  const known = optionReaders.get(schema) ?? new Map<string, SecretFile>();
  optionReaders.set(schema, known);
  return known;
}

function fileAt(path: string): WatchedFile {
  const file = files.get(path) ?? watchFile(path);
  files.set(path, file);
  return file;
}

function checkedReader(file: WatchedFile, option: string, schema: OptionCheck, shown: string): SecretFile {
  let accepted: string | undefined;
  return {
    read: () => {
      const text = file.readAs(shown);
      if (text === accepted) return text;
      const checked = schema.check(text);
      if ('problem' in checked) {
        throw failure(`${option} ${checked.problem} It comes from the ${shown}: set it right there.`);
      }
      accepted = text;
      return text;
    },
    refresh: () => {
      file.refresh();
    },
  };
}

function watchFile(path: string): WatchedFile {
  let content: DecodedText | undefined;
  let stamp = '';
  let lookAgainAt = 0;
  const look = (fs: FileSystem): void => {
    const { ino, mtimeMs, size } = fs.statSync(path);
    // A mounted secret is replaced by another file, which may be as old and as long as the one before.
    const found = [ino, mtimeMs, size].join(' ');
    if (found === stamp) return;
    // One that is written in place is empty for a moment.
    const isBeingWritten = size === 0 && Math.abs(Date.now() - mtimeMs) < freshness;
    if (content !== undefined && isBeingWritten) return;
    content = decodeText(fs.readFileSync(path));
    stamp = found;
  };
  return {
    readAs: (shown) => {
      const now = Date.now();
      // More than that is left only where the clock was put back.
      const isFresh = now < lookAgainAt && lookAgainAt - now <= freshness;
      if (content === undefined || !isFresh) {
        lookAgainAt = now + freshness;
        try {
          attempt(look, shown);
        } catch (error) {
          // While a file is being replaced there may be none for a moment.
          if (content === undefined) throw error;
        }
      }
      if (content && 'problem' in content) throw failure(`The ${shown} ${content.problem}`);
      return withoutTrailing(content?.text ?? '', '\r\n');
    },
    refresh: () => {
      stamp = '';
      lookAgainAt = 0;
    },
  };
}

type FileSystem = typeof import('node:fs');

function attempt(look: (fs: FileSystem) => void, shown: string): void {
  const fs = builtin?.('node:fs');
  if (!fs) throw failure(`The ${shown} cannot be read, because there is no file system here.`);
  try {
    look(fs);
  } catch (cause) {
    const code = property(cause, 'code');
    const reason = typeof code === 'string' ? ` (${code})` : '';
    // Without the error as its cause: that one has the path.
    throw failure(`The ${shown} cannot be read${reason}. See whether it is there and may be read.`);
  }
}

function failure(message: string): KeyringError {
  return new KeyringError({ code: 'ERR_KEYRING_CREDENTIAL', message });
}
