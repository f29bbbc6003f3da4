import axios from 'axios';
import { type CheckResult, type Received, type ServerName, type World } from './world.js';

/** What steers the servers, and tells what they received. */
export class Control {
  readonly #url: string;

  /** @param url - Of the control server, without a trailing slash. */
  constructor(url: string) {
    this.#url = url;
  }

  /** Where everything is. */
  async world(): Promise<World> {
    return this.#get<World>('world');
  }

  /** What a server has received, in order of arrival; no preflights. */
  async received(server: ServerName): Promise<readonly Received[]> {
    return this.#get<readonly Received[]>(`received/${server}`);
  }

  /** How many tokens Avanan has issued. */
  async tokensIssued(): Promise<number> {
    return this.#get<number>('tokens-issued');
  }

  /** Has Avanan accept none of them any more. */
  async revokeTokens(): Promise<void> {
    await this.#get('revoke-tokens');
  }

  /** Hands in what came of the checks. */
  async report(results: readonly CheckResult[]): Promise<void> {
    await fetch(`${this.#url}/report`, { method: 'POST', body: JSON.stringify(results) });
  }

  /** Hands in why the checks could not even begin. */
  async fail(error: unknown): Promise<void> {
    const problem = error instanceof Error ? `${error.message}\n${error.stack ?? ''}` : String(error);
    await this.report([{ name: 'the suite', problem }]);
  }

  // What it answers is typed by whoever asks: the server is of the same make.
  async #get<T>(path: string): Promise<T> {
    const response = await axios.get<T>(`${this.#url}/${path}`, { adapter: 'fetch' });
    return response.data;
  }
}
