import { withinTime } from '@axios-keyring/core/engine';

/** How long a request waits for what another one has or learns, in milliseconds: that one may be lost, or be answered late. */
export const longestWait = 2_000;

/** How many clients an API has to remember at a time. Apache has room for about ten, of all who ask, unless it is told otherwise. */
const mostClients = 4;

/** Lets so many requests at a time have their turn, and the others wait. */
export class Turns {
  #taken = 0;
  #waiting: (() => void)[] = [];

  async take(): Promise<void> {
    while (this.#taken >= mostClients) {
      let wake = (): void => undefined;
      const freed = new Promise<void>((resolve) => {
        wake = resolve;
      });
      this.#waiting.push(wake);
      await withinTime(longestWait, () => freed).catch(() => {
        // Whoever has it may be lost.
        this.#waiting = this.#waiting.filter((other) => other !== wake);
        this.end();
      });
    }
    this.#taken += 1;
  }

  end(): void {
    this.#taken = Math.max(0, this.#taken - 1);
    this.#waiting.shift()?.();
  }
}
