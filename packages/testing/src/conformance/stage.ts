import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { connect, type Socket } from 'node:net';
import { type ReceivedRequest, startServer, type TestServer } from '../server.js';
import { ensure } from './check.js';
import { encodingsOf, shortestTrace } from './disclosure.js';
import { type Arrival, type Gate, markHeader, pairsOf, prefix, startGate } from './gate.js';
import type { InterceptorLike } from './subject.js';
import type { Trial } from './trial.js';

/** The adapters of axios that Node has. */
const adapters = ['http', 'fetch'] as const;

export type Adapter = (typeof adapters)[number];

/** Rejects, or throws, with what is wrong and what to do. Each run has a stage of its own. */
export interface Check {
  (stage: Stage): Promise<void> | void;
  /** Those that it is run with. Default: `http` alone. */
  readonly adapters?: readonly Adapter[];
}

/** What is expected of a provider: by the promise, which begins with its theme, how that is tried. */
export type Checks = Readonly<Record<string, Check>>;

export function overEachAdapter(check: Check): Check {
  return Object.assign(check, { adapters });
}

/** What became of a request. */
export interface Sent {
  /** The response, or the error. */
  readonly outcome: unknown;
  /** What arrived at the gate since it was sent. */
  readonly arrivals: readonly Arrival[];
  /** Those of the axios instance that sent it. */
  readonly defaults: object;
}

type Interceptor = <Request extends object>(request: Request) => Request;

/** What a check works with. */
export interface Stage extends Trial, Omit<Gate, 'url' | 'close'> {
  /** Of the gate, without a trailing slash. */
  readonly origin: string;
  /** The URL that the check asks for, at the gate. */
  readonly url: string;
  /** Makes an interceptor of the good options that sends to the gate; `changes` are options that differ. */
  readonly provide: (changes?: object) => InterceptorLike;
  /** The same for a base URL with a path; `undefined` where the API cannot stand below one. */
  readonly provideBelowPath: () => InterceptorLike | undefined;
  /** The same for all hosts below a domain; `undefined` where the API cannot stand below one. */
  readonly provideBelowWildcard: () => InterceptorLike | undefined;
  /** Sends a request through interceptors, by default to `url`. All hosts but those of this machine are the gate. */
  readonly send: (interceptors: readonly Interceptor[], config?: object) => Promise<Sent>;
  /** Starts a server of another origin, which has one answer for everything. */
  readonly startStranger: (status: number, headers?: Readonly<Record<string, string>>) => Promise<TestServer>;
  /** All that nobody may see, with what came over the wire so far. */
  readonly seen: () => readonly string[];
}

/** Runs a check with a stage of its own, and clears it away. */
export async function withStage(trial: Trial, adapter: Adapter, check: Check): Promise<void> {
  const asks = (request: ReceivedRequest): boolean =>
    trial.asksForChallenge === true && credentialsOf(trial, request).length === 0;
  const gate = await startGate(await trial.start(), asks);
  const strangers: TestServer[] = [];
  // Of its own: what is on an answer leads to every socket of the agent.
  const agents = agentsTo(gate.url);
  const { url: origin, requests, exchanges } = gate;
  const url = origin + trial.path;
  const provide: Stage['provide'] = (changes) =>
    trial.construct({ ...trial.given, baseURL: origin, ...changes });
  try {
    await check({
      ...{ ...trial, origin, url, requests, exchanges, provide },
      provideBelowPath: () => unlessRefused(() => provide({ baseURL: origin + prefix })),
      provideBelowWildcard: () => unlessRefused(() => provide({ baseURL: 'https://*.hosts.test' })),
      send: async (interceptors, config) => {
        const { length } = requests.passed;
        // No proxy of the machine's: nothing may leave it.
        const common = { adapter, proxy: false, ...agents, headers: { [markHeader]: 'yes' } };
        const client = trial.axios.create(common);
        for (const interceptor of interceptors) client.interceptors.request.use(interceptor);
        const outcome = await outcomeOf(client.request({ url, ...config }));
        return { outcome, arrivals: requests.passed.slice(length), defaults: client.defaults };
      },
      startStranger: async (status, headers) => {
        const stranger = await startServer((_, response) => void response.writeHead(status, headers).end());
        strangers.push(stranger);
        return stranger;
      },
      seen: () => {
        const credentials = [...requests.passed, ...exchanges.passed].flatMap((request) =>
          credentialsOf(trial, request),
        );
        // Of `Bearer …` also the token alone.
        const parts = credentials.flatMap(([, value]) => [value, value.slice(value.indexOf(' ') + 1)]);
        const long = [...new Set(parts)].filter((part) => part.length >= shortestTrace);
        return [...trial.traces, ...long, ...long.flatMap(encodingsOf)];
      },
    });
  } finally {
    for (const agent of Object.values(agents)) agent.destroy();
    await Promise.all([gate, ...strangers].map((server) => server.close()));
  }
}

function unlessRefused(make: () => InterceptorLike): InterceptorLike | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}

// Also for https, in plain text: what matters is who is contacted, not how it is encrypted.
function agentsTo(server: string): { readonly httpAgent: HttpAgent; readonly httpsAgent: HttpsAgent } {
  const { hostname, port } = new URL(server);
  const createConnection = (asked: { readonly host?: string; readonly port?: string | number }): Socket =>
    connect(Number(asked.host === hostname ? asked.port : port), hostname);
  return {
    httpAgent: Object.assign(new HttpAgent({ keepAlive: true }), { createConnection }),
    httpsAgent: Object.assign(new HttpsAgent({ keepAlive: true }), { createConnection }),
  };
}

type Pairs = readonly (readonly [name: string, value: string])[];

/** The headers of a request that hold a secret or are said to, their names in lower case, and then such query parameters. */
export function credentialsOf(trial: Trial, request: ReceivedRequest): Pairs {
  return [...secretHeadersOf(trial, request), ...secretParametersOf(trial, request)];
}

function secretHeadersOf({ secrets, secretHeaders = [] }: Trial, { rawHeaders }: ReceivedRequest): Pairs {
  const pairs = pairsOf(rawHeaders).map(([name, value]) => [name.toLowerCase(), value] as const);
  return secretOf(pairs, ['authorization', ...secretHeaders], secrets);
}

export function secretParametersOf(
  { secrets, secretParameters = [] }: Trial,
  { target }: ReceivedRequest,
): Pairs {
  return secretOf([...new URL(target, 'http://gate').searchParams], secretParameters, secrets);
}

function secretOf(pairs: Pairs, names: readonly string[], secrets: readonly string[]): Pairs {
  return pairs.filter(
    ([name, value]) => names.includes(name) || secrets.some((secret) => value.includes(secret)),
  );
}

/** What became of a request: its response, or the error. */
export function outcomeOf(answer: Promise<unknown>): Promise<unknown> {
  return answer.catch((error: unknown) => error);
}

/** Fails unless a request arrived once, and authenticated once. */
export function ensureAuthenticated(
  { outcome, arrivals: [arrival, ...more] }: Pick<Sent, 'outcome' | 'arrivals'>,
  what: string,
  advice = 'See what authorize() returns at each attempt, and whether options and start() of this suite go together.',
): void {
  const reason = outcome instanceof Error ? ` (${outcome.message})` : '';
  ensure(arrival !== undefined, `${what} was not sent${reason}. ${advice}`);
  ensure(more.length === 0, `${what} was sent ${more.length + 1} times and not once. ${advice}`);
  const { refusal, rawHeaders } = arrival;
  const problem = `${what} did not arrive authenticated: the API refused it (${refusal ?? ''}). ${advice}`;
  ensure(refusal === undefined, problem);
  const names = pairsOf(rawHeaders).map(([name]) => name.toLowerCase());
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  ensure(twice.length === 0, `${what} arrived with ${twice.join(', ')} twice. ${advice}`);
}

/** What was sent after the first attempt. */
export function afterFirst({ outcome, arrivals, defaults }: Sent): Sent {
  return { outcome, arrivals: arrivals.slice(1), defaults };
}
