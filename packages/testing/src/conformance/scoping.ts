import { type Gate, markHeader, prefix } from './gate.js';
import { createLoopbackAdapter, type LoopbackAdapter, type Sent } from './loopback-adapter.js';
import { lookAlikes } from './look-alikes.js';
import { ensure, fail } from './requirement.js';
import { ask, outcomeOf, type Stage, withStage } from './stage.js';
import type { AxiosClientLike, InterceptorLike } from './subject.js';
import type { Check, Trial } from './trial.js';

/** Credentials go below the base URLs, and nowhere else. */
export const scoping: readonly Check[] = [
  { name: 'scoping: authenticates requests below each base URL', run: authenticates },
  { name: 'scoping: sends no credential to any other address', run: keepsToItself },
  { name: 'scoping: leaves requests to other addresses as they are', run: leavesUntouched },
  { name: 'scoping: leaves out requests with keyring: false', run: honoursFalse },
];

function authenticates(trial: Trial): Promise<void> {
  return withStage(trial, async ({ gate, client, provide, url }) => {
    const vendor = trial.construct(trial.given);
    const { adapter } = createLoopbackAdapter(gate.url);
    const atVendor = client([vendor], { adapter });
    for (const baseURL of vendor.baseURLs) {
      const { origin, protocol, host } = new URL(baseURL);
      ensureCovered(origin + trial.path, vendor.baseURLs);
      const spellings = [
        origin + trial.path,
        protocol.toUpperCase() + '//' + host.toUpperCase() + trial.path,
        `${origin}/elsewhere/..${trial.path}`,
      ];
      for (const spelling of spellings) await ensureAccepted(gate, atVendor, spelling);
    }
    const atGate = client([provide()]);
    await ensureAccepted(gate, atGate, url);
    await ensureAccepted(gate, atGate, url, { params: { conformance: 'a b&c' } });
  });
}

function ensureCovered(url: string, baseURLs: readonly string[]): void {
  const path = `${new URL(url).pathname}/`;
  ensure(
    baseURLs.some((base) => {
      const { origin, pathname } = new URL(base);
      return url.startsWith(`${origin}/`) && path.startsWith(`${pathname.replace(/\/+$/, '')}/`);
    }),
    `No base URL covers ${url}, the path of this suite at the provider’s own host: the base URLs are ` +
      `${baseURLs.join(', ')}. Correct the path, which begins with a slash at the root of the host, or baseURLs.`,
  );
}

async function ensureAccepted(
  gate: Gate,
  client: AxiosClientLike,
  url: string,
  config: object = {},
): Promise<void> {
  const before = gate.arrivals.length;
  const outcome = await outcomeOf(ask(client, url, config));
  const arrived = gate.arrivals.slice(before);
  ensure(
    arrived.length > 0,
    `A request to ${url} was not sent${reasonOf(outcome)}. Its URL is below a base URL, so it has to be authenticated.`,
  );
  ensure(
    arrived.length === 1 && arrived[0]?.accepted === true,
    `A request to ${url} did not arrive authenticated, at the first attempt: the API refused it. See what authorize() ` +
      'returns, and whether options and start() of this suite go together.',
  );
}

function reasonOf(outcome: unknown): string {
  return outcome instanceof Error ? ` (${outcome.message})` : '';
}

async function keepsToItself(trial: Trial): Promise<void> {
  await withStage(trial, async (stage) => {
    const interceptors = [trial.construct(trial.given), stage.provide(), ...withPath(stage)];
    for (const interceptor of interceptors) {
      for (const baseURL of interceptor.baseURLs) {
        for (const { what, url } of lookAlikes(baseURL, trial.path)) {
          const added = await addedHeaders(stage, interceptor, url);
          ensure(
            added.length === 0,
            `A request to ${what} got ${added.join(', ')}, though it is not below ${baseURL}. Leave the choice of ` +
              'requests to defineProvider, which compares origins and whole segments of paths.',
          );
        }
      }
    }
  });
}

// Not every API can stand below a path.
function withPath({ gate, provide }: Stage): readonly InterceptorLike[] {
  try {
    return [provide({ baseURL: gate.url + prefix })];
  } catch {
    return [];
  }
}

/** The headers that a request has more, or other, with an interceptor than without. */
async function addedHeaders(
  stage: Stage,
  interceptor: InterceptorLike,
  url: string,
): Promise<readonly string[]> {
  const [mine, bare] = [createLoopbackAdapter(), createLoopbackAdapter()];
  const own = await sendThrough(stage, mine, [interceptor], url);
  const expected = await sendThrough(stage, bare, [], url);
  const names = new Set([...Object.keys(own.headers), ...Object.keys(expected.headers)]);
  return [...names].filter((name) => own.headers[name] !== expected.headers[name]);
}

async function sendThrough(
  { client }: Stage,
  { adapter, sent }: LoopbackAdapter,
  interceptors: readonly InterceptorLike[],
  url: string,
): Promise<Sent> {
  const outcome = await outcomeOf(ask(client(interceptors, { adapter }), url));
  return sent.at(-1) ?? fail(`A request to ${url} was not sent${reasonOf(outcome)}.`);
}

async function leavesUntouched(trial: Trial): Promise<void> {
  await withStage(trial, async ({ client, provide }) => {
    const { adapter } = createLoopbackAdapter();
    const [mine, bare] = [client([provide()], { adapter }), client([], { adapter })];
    const request = { method: 'post', data: { a: [1, 'b'] }, timeout: 5000, headers: { 'x-own': 'c' } };
    const [own, expected] = await Promise.all(
      [mine, bare].map((instance) => outcomeOf(ask(instance, 'https://elsewhere.test/d', request))),
    );
    const [left, right] = [configOf(own), configOf(expected)];
    const differing = [...new Set([...left.keys(), ...right.keys()])].filter(
      (key) => left.get(key) !== right.get(key),
    );
    ensure(
      differing.length === 0,
      `The config of a request to another address has another ${differing.join(', ')} than without the interceptor. ` +
        'Change nothing on it.',
    );
  });
}

// Also functions, such as the adapter: they are told apart by themselves, not by how they look.
function configOf(outcome: unknown): ReadonlyMap<string, unknown> {
  const config: unknown =
    typeof outcome === 'object' && outcome !== null ? Reflect.get(outcome, 'config') : undefined;
  if (typeof config !== 'object' || config === null) return new Map();
  return new Map(
    Object.entries(config).map(([key, value]: [string, unknown]) => [
      key,
      typeof value === 'object' ? JSON.stringify(value) : value,
    ]),
  );
}

async function honoursFalse(trial: Trial): Promise<void> {
  await withStage(trial, async ({ gate, client, provide, url }) => {
    await outcomeOf(ask(client([provide()]), url, { keyring: false }));
    await outcomeOf(ask(client([]), url));
    const [own, bare] = gate.arrivals.map(({ headers }) => Object.keys(headers));
    const added = own?.filter((name) => bare?.includes(name) !== true && name !== markHeader) ?? [];
    ensure(
      own !== undefined && added.length === 0,
      `A request with keyring: false ${own ? `got ${added.join(', ')}` : 'was not sent'}. It has to go out without ` +
        'credentials.',
    );
  });
}
