import { type WireRequest } from '../../contract/wire-request.js';
import { builtin } from '../../platform/builtin.js';
import { hostProcess } from '../../platform/host.js';
import { type GrantLedger } from './grant-ledger.js';
import { type GrantClaim, type GrantRecord, readRecord, writeRecord } from './grant-record.js';

/** What is claimed, and where. */
export interface ClaimedRecord {
  readonly ledger: GrantLedger;
  readonly key: string;
  /** With the claim. */
  readonly record: GrantRecord;
  readonly claim: GrantClaim;
}

/** The right to renew a grant, which this process has written into its record, and shows to live. */
export class HeldClaim {
  readonly #held: ClaimedRecord;
  readonly #interval: number;
  #text: string;
  #beat = 0;
  #beating: Promise<void> | undefined;

  /** @param interval - How often it shows that it lives, in milliseconds. */
  constructor(held: ClaimedRecord, interval: number) {
    this.#held = held;
    this.#interval = interval;
    this.#text = writeRecord(held.record);
  }

  /** The record, without the claim. */
  get record(): GrantRecord {
    return { ...this.#held.record, claim: undefined };
  }

  /** Does the work, and shows that it goes on. */
  async during<Value>(work: () => Promise<Value>): Promise<Value> {
    const timer = setInterval(() => {
      this.#beating ??= this.#showLife().finally(() => (this.#beating = undefined));
    }, this.#interval);
    try {
      return await work();
    } finally {
      clearInterval(timer);
      await this.#beating;
    }
  }

  /** What the store has by now, if somebody took this process for dead or gave the user's new consent meanwhile. */
  async isOvertaken(): Promise<boolean> {
    const { ledger, key, claim } = this.#held;
    const text = await ledger.read(key).catch(() => undefined);
    return typeof text === 'string' && readRecord(text)?.claim?.id !== claim.id;
  }

  /** Writes the renewed grant in place of the one that was claimed; see {@link GrantLedger.save}. */
  async save(request: WireRequest, record: GrantRecord): Promise<void> {
    const { ledger, key, claim } = this.#held;
    await ledger.save(key, { request, record, claim: claim.id });
  }

  /** Gives the claim back, with a note if there is one. If that fails, it is taken over after a while. */
  async release(note: Pick<GrantRecord, 'end'> = {}): Promise<void> {
    const { ledger, key } = this.#held;
    const text = writeRecord({ ...this.record, ...note });
    await ledger.swap(key, this.#text, text).catch(() => false);
  }

  // What fails here is of no consequence: at the end, what is there is compared once more.
  async #showLife(): Promise<void> {
    const { ledger, key, record, claim } = this.#held;
    this.#beat += 1;
    const text = writeRecord({ ...record, claim: { ...claim, beat: this.#beat } });
    const isWritten = await ledger.swap(key, this.#text, text).catch(() => false);
    if (isWritten) this.#text = text;
  }
}

/** This process, as a message names it. */
export function holderName(): string {
  const host = builtin?.('node:os').hostname() ?? 'a worker or a browser';
  const id = hostProcess()?.pid;
  return id === undefined ? host : `process ${id} on ${host}`;
}
