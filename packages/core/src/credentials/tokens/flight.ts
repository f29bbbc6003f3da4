/** How often work shows that it goes on, in milliseconds. */
const interval = 500;

/** After how much silence whoever waits takes work for lost, in milliseconds. */
const longestWait = 2_000;

/** After how much silence work is lost for those who come, in milliseconds: more than a process is busy with anything. */
const longestSilence = 10_000;

type Landing<Value> = { readonly value: Value } | { readonly error: unknown };

/**
 * Work that others wait for than the request that began it. In a worker, what a request began dies with it: its promises
 * never settle, and its timers never fire. So work shows by a timer of its own that it goes on, and each who waits looks
 * for that by another one. Where a process was busy for long, the first of the two still fires before the second.
 *
 * Source: https://developers.cloudflare.com/workers/runtime-apis/context/#waituntil
 */
export class Flight<Value> {
  readonly #landing: Promise<Landing<Value>>;
  #signs = 0;
  #lastSign = performance.now();

  constructor(work: () => Promise<Value>) {
    const timer = setInterval(() => {
      this.#signs += 1;
      this.#lastSign = performance.now();
    }, interval);
    this.#landing = land(work).finally(() => {
      clearInterval(timer);
    });
  }

  /** Whether it has been silent for so long that it is not even worth waiting for a sign. */
  get isLost(): boolean {
    return performance.now() - this.#lastSign > longestSilence;
  }

  /**
   * Waits for what comes of it, as long as it goes on; `undefined` if it does not.
   *
   * @throws What the work throws.
   */
  async landed(): Promise<{ readonly value: Value } | undefined> {
    for (;;) {
      const signs = this.#signs;
      let timer: ReturnType<typeof setTimeout> | undefined;
      const silence = new Promise<undefined>((resolve) => {
        timer = setTimeout(resolve, longestWait, undefined);
      });
      // What the work threw does not come so: newer workers reject what a request that has ended will never settle.
      const landing = await Promise.race([this.#landing, silence]).catch(() => undefined);
      clearTimeout(timer);
      if (landing && 'error' in landing) throw landing.error;
      if (landing || signs === this.#signs) return landing;
    }
  }
}

async function land<Value>(work: () => Promise<Value>): Promise<Landing<Value>> {
  try {
    return { value: await work() };
  } catch (error) {
    return { error };
  }
}
