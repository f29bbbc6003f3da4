import { KeyringError } from '../errors.js';
import { fileSystem } from '../host.js';
import { property } from '../json.js';

// One reader for each path: two interceptors with the same file have the same secret.
const readers = new Map<string, SecretFile>();

/** A secret in a file, as a reader of secrets. */
export interface SecretFile {
  /** @throws KeyringError `ERR_KEYRING_CREDENTIAL` if the file cannot be read. */
  read(): string;
  /** Has the next `read` look into the file. */
  refresh(): void;
}

/** How long a file is taken to be unchanged, in milliseconds. */
const freshness = 1_000;

/**
 * A secret in a file, such as one that Docker or Kubernetes mounts. The file is read again when it has changed, and
 * when the API refuses what was in it, so that it can be replaced without a restart. Line breaks at its end are not
 * part of the secret.
 *
 * @param path - Absolute, or from the working directory.
 */
export function secretFile(path: string): SecretFile {
  const reader = readers.get(path) ?? createReader(path);
  readers.set(path, reader);
  return reader;
}

function createReader(path: string): SecretFile {
  let text: string | undefined;
  let stamp = '';
  let lookAgainAt = 0;
  const look = (): void => {
    const found = stampOf(path);
    if (found !== stamp) text = readSecret(path);
    stamp = found;
  };
  return {
    read: () => {
      const now = Date.now();
      if (text !== undefined && now < lookAgainAt) return text;
      lookAgainAt = now + freshness;
      try {
        look();
      } catch (error) {
        // While a file is being replaced there may be none for a moment.
        if (text === undefined) throw error;
      }
      return text ?? '';
    },
    refresh: () => {
      stamp = '';
      lookAgainAt = 0;
    },
  };
}

// A mounted secret is replaced by another file, which may be as old and as long as the one before.
function stampOf(path: string): string {
  const { ino, mtimeMs, size } = attempt(path, (fs) => fs.statSync(path));
  return [ino, mtimeMs, size].join(' ');
}

function readSecret(path: string): string {
  return attempt(path, (fs) => fs.readFileSync(path, 'utf8')).replace(/[\r\n]+$/, '');
}

function attempt<Result>(path: string, read: (fs: typeof import('node:fs')) => Result): Result {
  const fs = fileSystem();
  if (!fs) throw failure(`The secret’s file ${path} cannot be read, because there is no file system here.`);
  try {
    return read(fs);
  } catch (cause) {
    const code = property(cause, 'code');
    const reason = typeof code === 'string' ? ` (${code})` : '';
    throw failure(
      `The secret’s file ${path} cannot be read${reason}. See whether it is there and may be read.`,
      cause,
    );
  }
}

function failure(message: string, cause?: unknown): KeyringError {
  return new KeyringError({ code: 'ERR_KEYRING_CREDENTIAL', message, cause });
}
