import { type GrantStore } from '../../contract/grant-store.js';
import { type WireRequest } from '../../contract/wire-request.js';
import { pause, withinTime } from '../../platform/within-time.js';
import { engineView } from '../engine-view.js';
import { storeFailureCode } from '../tokens/store-guard.js';
import { fingerprint, type GrantRecord, readRecord, writeRecord } from './grant-record.js';

/** How long an operation of a store may take, in milliseconds: it may be about to write to a disk that sleeps. */
const storeTimeout = 5_000;

/** How long to wait before what could not be written is written again, in milliseconds; it grows from the one to the other. */
const firstRetry = 100;
const longestRetry = 5_000;

/** Thrown for what is under a key and was not written by this package. */
export class UnreadableRecord extends Error {
  readonly code = 'UNREADABLE';
}

const ledgers = new WeakMap<GrantStore, GrantLedger>();

/** The one ledger of a store, for all who use it. */
export function ledgerOf(store: GrantStore): GrantLedger {
  const ledger = ledgers.get(store) ?? new GrantLedger(store);
  ledgers.set(store, ledger);
  return ledger;
}

/** A record that must not be lost, since nobody else has its refresh token. */
interface Renewed {
  readonly request: WireRequest;
  readonly record: GrantRecord;
  /** By which the record that it takes the place of was claimed. */
  readonly claim: string;
}

/** A store, and what this process could not write there yet. */
export class GrantLedger implements GrantStore {
  readonly #store: GrantStore;
  readonly #unsaved = new Map<string, Renewed>();

  constructor(store: GrantStore) {
    this.#store = guarded(store);
  }

  async read(key: string): Promise<string | null | undefined> {
    const renewed = this.#unsaved.get(key);
    if (renewed) await this.#write(key, renewed);
    return this.#store.read(key);
  }

  async swap(key: string, previous: string | undefined, next: string): Promise<boolean> {
    return this.#store.swap(key, previous, next);
  }

  /**
   * Writes a renewed grant. If the store does not take it, it is kept here, and written again until the store does, for as
   * long as the process lives: a timer keeps it alive. Nobody renews it before: that it failed does not say that the store
   * has nothing of it, and another process may be further by now.
   */
  async save(key: string, renewed: Renewed): Promise<void> {
    this.#unsaved.set(key, renewed);
    try {
      await this.#write(key, renewed);
    } catch (error) {
      engineView(renewed.request).report('grant-not-stored', { code: storeFailureCode(error) });
      void this.#saveLater(key, renewed);
    }
  }

  async #saveLater(key: string, renewed: Renewed): Promise<void> {
    for (let wait = firstRetry; this.#unsaved.get(key) === renewed; wait = Math.min(longestRetry, wait * 2)) {
      await pause(wait);
      await this.#write(key, renewed).catch(() => undefined);
    }
  }

  /** Writes it in place of what it comes of. Whatever else is there is newer, and stays. */
  async #write(key: string, renewed: Renewed): Promise<void> {
    const text = writeRecord(renewed.record);
    for (;;) {
      const found = (await this.#store.read(key)) ?? undefined;
      const present = found === undefined ? undefined : readRecord(found);
      if (found !== undefined && !present) throw new UnreadableRecord();
      if (!(await isBefore(present, renewed)) || (await this.#store.swap(key, found, text))) break;
    }
    if (this.#unsaved.get(key) !== renewed) return;
    this.#unsaved.delete(key);
    engineView(renewed.request).report('grant-stored');
  }
}

/** Whether a record is the one that was claimed, or claimed by another who took this process for dead. */
async function isBefore(present: GrantRecord | undefined, { record, claim }: Renewed): Promise<boolean> {
  if (present?.refreshToken === undefined || present.claim?.id === claim) return true;
  if (present.refreshToken === record.refreshToken) return false;
  return record.known.includes(await fingerprint(present.refreshToken));
}

/** A store whose operations end, and answer what they have to. */
function guarded(store: GrantStore): GrantStore {
  return {
    read: async (key) => {
      const text: unknown = await withinTime(storeTimeout, () => store.read(key));
      if (text === undefined || text === null) return undefined;
      if (typeof text !== 'string') throw new UnreadableRecord();
      return text;
    },
    swap: async (key, previous, next) => {
      const answer: unknown = await withinTime(storeTimeout, () => store.swap(key, previous, next));
      if (typeof answer === 'boolean') return answer;
      throw Object.assign(new TypeError('swap has to answer true or false.'), { code: 'NO_ANSWER' });
    },
  };
}
