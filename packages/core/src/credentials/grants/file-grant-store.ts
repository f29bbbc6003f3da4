import type * as FileSystem from 'node:fs/promises';
import { type GrantStore } from '../../contract/grant-store.js';
import { builtin } from '../../platform/builtin.js';
import { randomId } from '../../platform/crypto.js';
import { KeyringError } from '../../platform/errors.js';
import { isObject, parseJSON, property } from '../../platform/values.js';
import { pause } from '../../platform/within-time.js';

/** After how long what a process began and did not finish is finished by another, in milliseconds. */
const longestChange = 1_000;

/** How long to wait for what another process has begun, in milliseconds. */
const look = 20;

/** After how long a file that a killed process left behind is removed, in milliseconds. */
const leftoverAge = 60_000;

/** The grants in a file, as they were at one moment. */
interface Edition {
  /** No two have the same; empty where there is no file yet. */
  readonly id: string;
  readonly grants: Readonly<Record<string, string>>;
}

/**
 * Keeps grants in a file, for all processes of this machine that are given it, readable by their user only. There is one
 * file for all grants of an application; where there are thousands, Redis or a database is the better place.
 *
 * Each edition of the file takes the place of the one that it was made of, and of no other: a process that stood still for
 * long cannot write over what came meanwhile, and what a process was killed at is either finished or has not begun. The file
 * system has to know hard links, as all of Linux, macOS and Windows do.
 *
 * @param path - Absolute, or from the working directory. Its folder has to be there.
 * @throws KeyringError (each operation) `ERR_KEYRING_GRANT_STORE` if the folder is missing or everybody may write to it, if
 * everybody may read the file, or if the file holds something else.
 */
export function fileGrantStore(path: string): GrantStore {
  let file: Promise<GrantFile> | undefined;
  const opened = async (): Promise<GrantFile> => {
    file ??= GrantFile.open(path);
    try {
      return await file;
    } catch (error) {
      file = undefined;
      throw error;
    }
  };
  return {
    read: async (key) => {
      const { grants } = await (await opened()).read();
      return property(grants, key) === undefined ? undefined : grants[key];
    },
    swap: async (key, previous, next) => (await opened()).swap(key, previous, next),
  };
}

class GrantFile {
  readonly #fs: typeof FileSystem;
  readonly #path: string;
  readonly #folder: string;

  private constructor(fs: typeof FileSystem, path: string, folder: string) {
    this.#fs = fs;
    this.#path = path;
    this.#folder = folder;
  }

  static async open(given: string): Promise<GrantFile> {
    const fs = builtin?.('node:fs').promises;
    const paths = builtin?.('node:path');
    if (!fs || !paths) throw failure('The grant store cannot be used, because there is no file system here.');
    // Where the path is a link, what it leads to is replaced, and not the link.
    const path = await fs.realpath(given).catch(() => paths.resolve(given));
    const folder = paths.dirname(path);
    const file = new GrantFile(fs, path, folder);
    await file.#checkFolder();
    await file.#removeLeftovers(`${paths.basename(path)}.`);
    return file;
  }

  /** The edition that is there. */
  async read(): Promise<Edition> {
    const text = await this.#readText(this.#path);
    if (text === undefined) return { id: '', grants: {} };
    const edition = editionOf(text);
    if (edition) return edition;
    throw failure(
      'The file of the grant store holds something else than grants, or was cut off. It was left as it is. Restore it from a ' +
        'backup that is not older than the last renewal; else remove it, let the users consent anew, and give their new ' +
        'refresh tokens.',
    );
  }

  async swap(key: string, previous: string | undefined, next: string): Promise<boolean> {
    for (;;) {
      const { id, grants } = await this.read();
      const present = Object.hasOwn(grants, key) ? grants[key] : undefined;
      if (present !== previous) return false;
      const edition = { id: randomId(), grants: { ...grants, [key]: next } };
      if (await this.#replace(id, JSON.stringify(edition))) return true;
    }
  }

  /** Puts an edition in place of another one; `false` if somebody else has done so, or was about to. */
  async #replace(id: string, text: string): Promise<boolean> {
    const successor = `${this.#path}.${id}.next`;
    const draft = `${this.#path}.${randomId()}.draft`;
    await this.#write(draft, text);
    try {
      // The right to follow an edition is a name that only one file can have, and it has it with all its content.
      await this.#fs.link(draft, successor);
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
      await this.#finish(id, successor);
      return false;
    } finally {
      await this.#remove(draft);
    }
    if ((await this.read()).id !== id) {
      await this.#remove(successor);
      return false;
    }
    // From here on nobody can follow that edition but this one, however long it takes; another process may do the last step.
    await this.#publish(successor);
    return true;
  }

  /** Waits until what another process has begun is done; does it if that process seems to be dead. */
  async #finish(id: string, successor: string): Promise<void> {
    for (let waited = 0; waited < longestChange; waited += look) {
      await pause(look);
      if ((await this.#readText(successor)) === undefined) return;
    }
    if ((await this.read()).id === id) await this.#publish(successor);
    else await this.#remove(successor);
  }

  async #publish(successor: string): Promise<void> {
    await this.#fs.rename(successor, this.#path).catch(unlessMissing);
    // So that the new name is safe from a crash as well; Windows and some others cannot.
    const folder = await this.#fs.open(this.#folder, 'r').catch(() => undefined);
    await folder?.sync().catch(() => undefined);
    await folder?.close();
  }

  async #write(path: string, text: string): Promise<void> {
    const file = await this.#fs.open(path, 'wx', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } catch (error) {
      await this.#remove(path);
      throw error;
    } finally {
      await file.close();
    }
  }

  async #readText(path: string): Promise<string | undefined> {
    const file = await this.#fs.open(path, 'r').catch(unlessMissing);
    if (!file) return undefined;
    try {
      const { mode } = await file.stat();
      // Not the group: Kubernetes lets that of a pod into every volume (fsGroup).
      if (isForOthers(mode, 0o007)) {
        throw failure(`Everybody on this machine may use the file of the grant store. Run: chmod 600 on it.`);
      }
      return await file.readFile('utf8');
    } finally {
      await file.close();
    }
  }

  async #remove(path: string): Promise<void> {
    await this.#fs.unlink(path).catch(unlessMissing);
  }

  async #checkFolder(): Promise<void> {
    const found = await this.#fs.stat(this.#folder).catch(unlessMissing);
    if (!found?.isDirectory()) {
      throw failure(
        'The folder of the grant store is not there. Make it, for the user of this process only.',
      );
    }
    const isSticky = (found.mode & 0o1000) !== 0;
    if (!isSticky && isForOthers(found.mode, 0o002)) {
      throw failure(
        'Everybody on this machine may write to the folder of the grant store, and so replace it. Run: chmod o-w on it.',
      );
    }
  }

  async #removeLeftovers(beginning: string): Promise<void> {
    const names = await this.#fs.readdir(this.#folder).catch((): string[] => []);
    for (const name of names) {
      if (!name.startsWith(beginning) || !name.endsWith('.draft')) continue;
      const path = `${this.#folder}/${name}`;
      const found = await this.#fs.stat(path).catch(() => undefined);
      if (found && Date.now() - found.mtimeMs > leftoverAge) await this.#remove(path).catch(() => undefined);
    }
  }
}

function editionOf(text: string): Edition | undefined {
  const stored = parseJSON(text);
  const id = property(stored, 'id');
  const grants = property(stored, 'grants');
  return typeof id === 'string' && id !== '' && areTexts(grants) ? { id, grants } : undefined;
}

function areTexts(value: unknown): value is Record<string, string> {
  return isObject(value) && Object.values(value).every((text) => typeof text === 'string');
}

// Windows has other permissions, which no mode shows.
function isForOthers(mode: number, bits: number): boolean {
  return builtin?.('node:os').platform() !== 'win32' && (mode & bits) !== 0;
}

function codeOf(error: unknown): unknown {
  return property(error, 'code');
}

function unlessMissing(error: unknown): undefined {
  if (codeOf(error) !== 'ENOENT') throw error;
}

function failure(message: string): KeyringError {
  return new KeyringError({ code: 'ERR_KEYRING_GRANT_STORE', message });
}
