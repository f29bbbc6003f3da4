import { Agent } from 'node:http';
import { type Gate, markHeader, startGate } from './gate.js';
import type { AxiosClientLike, InterceptorLike } from './subject.js';
import { encodingsOf, shortestTrace } from './traces.js';
import type { Trial } from './trial.js';

/** What a check that sends requests works with. */
export interface Stage {
  readonly trial: Trial;
  readonly gate: Gate;
  /** Makes an interceptor of the good options that sends to the gate; `changes` are options that differ. */
  readonly provide: (changes?: object) => InterceptorLike;
  /** An axios instance with interceptors. */
  readonly client: (interceptors: readonly InterceptorLike[], config?: object) => AxiosClientLike;
  /** The URL that the check asks for, at the gate. */
  readonly url: string;
  /** All that nobody may see, with what came over the wire so far. */
  readonly secrets: () => readonly string[];
}

/** Runs a check with a stage of its own, and clears it away. */
export async function withStage(trial: Trial, act: (stage: Stage) => Promise<void>): Promise<void> {
  const gate = await startGate(await trial.start());
  // Of its own: what is on an answer leads to every socket of the agent.
  const httpAgent = new Agent({ keepAlive: true });
  try {
    await act({
      trial,
      gate,
      url: gate.url + trial.path,
      provide: (changes) => trial.construct({ ...trial.given, baseURL: gate.url, ...changes }),
      client: (interceptors, config) => {
        // No proxy of the machine's: nothing may leave it.
        const client = trial.axios.create({ adapter: 'http', proxy: false, httpAgent, ...config });
        for (const interceptor of interceptors) client.interceptors.request.use(interceptor);
        return client;
      },
      secrets: () => [...trial.traces, ...wireSecrets(trial, gate)],
    });
  } finally {
    httpAgent.destroy();
    await gate.close();
  }
}

/** The adapters of axios that Node has. */
export const adapters = ['http', 'fetch'] as const;

/** Sends the request of a check. */
export function ask(client: AxiosClientLike, url: string, config: object = {}): Promise<unknown> {
  return client.request({ url, ...config, headers: { [markHeader]: 'yes', ...headersOf(config) } });
}

/** What became of a request: its response, or the error. */
export function outcomeOf(answer: Promise<unknown>): Promise<unknown> {
  return answer.catch((error: unknown) => error);
}

function headersOf(config: object): object {
  return 'headers' in config && typeof config.headers === 'object' ? { ...config.headers } : {};
}

function wireSecrets({ secrets, secretHeaders }: Trial, { arrivals, exchanges }: Gate): readonly string[] {
  const values = [...arrivals, ...exchanges].flatMap(({ rawHeaders }) =>
    rawHeaders.filter((value, index) => {
      const name = (rawHeaders[index - 1] ?? '').toLowerCase();
      if (index % 2 === 0) return false;
      return secretHeaders.includes(name) || secrets.some((secret) => value.includes(secret));
    }),
  );
  // Of `Bearer …` also the token alone.
  const parts = values.flatMap((value) => [value, value.slice(value.indexOf(' ') + 1)]);
  const long = [...new Set(parts)].filter((part) => part.length >= shortestTrace);
  return [...long, ...long.flatMap(encodingsOf)];
}
