import { type AxiosInstance, isAxiosError } from 'axios';
import { type Outcomes } from './messages.js';

/** The requests of one client, and what became of them. */
export class Traffic {
  readonly #client: AxiosInstance;
  readonly #outcomes: Record<string, number> = {};
  readonly #inFlight = new Set<Promise<void>>();
  #keepsSending = false;

  constructor(client: AxiosInstance) {
    this.#client = client;
  }

  /** How often each status, or each error code, was the end of a request. */
  get outcomes(): Outcomes {
    return this.#outcomes;
  }

  /** Sends so many requests at once. */
  async send(count: number): Promise<void> {
    await Promise.all(Array.from({ length: count }, () => this.#sendOne()));
  }

  /** Keeps so many requests in flight until `stop` is called. */
  keepSending(inFlight: number): void {
    this.#keepsSending = true;
    for (let index = 0; index < inFlight; index += 1) void this.#sendOnAndOn();
  }

  /** Ends `keepSending` and waits for all that is in flight. */
  async stop(): Promise<void> {
    this.#keepsSending = false;
    await Promise.all(this.#inFlight);
  }

  async #sendOnAndOn(): Promise<void> {
    while (this.#keepsSending) await this.#sendOne();
  }

  async #sendOne(): Promise<void> {
    const request = this.#request();
    this.#inFlight.add(request);
    await request;
    this.#inFlight.delete(request);
  }

  async #request(): Promise<void> {
    const outcome = await this.#client.get('/scopes').then(
      ({ status }) => String(status),
      (error: unknown) => (isAxiosError(error) ? `${error.code ?? ''} ${error.message}` : String(error)),
    );
    this.#outcomes[outcome] = (this.#outcomes[outcome] ?? 0) + 1;
  }
}
