import { startServer } from '../server.js';
import { ensureAllConcealed, ensureConcealed } from './disclosure.js';
import type { Scripted } from './gate.js';
import { ensure } from './requirement.js';
import { adapters, ask, outcomeOf, type Stage, withStage } from './stage.js';
import type { InterceptorLike } from './subject.js';
import type { Check, Trial } from './trial.js';

/** No secret is where a log could find it. */
export const concealment: readonly Check[] = [
  { name: 'concealment: shows no secret to other interceptors and transforms', run: concealsFromOthers },
  { name: 'concealment: shows no secret on an answer', run: concealsAnswers },
  { name: 'concealment: shows no secret on an error', run: concealsErrors },
  { name: 'concealment: shows no secret in events', run: concealsEvents },
  { name: 'concealment: shows no secret on the interceptor', run: concealsItself },
];

function concealsFromOthers(trial: Trial): Promise<void> {
  return withStage(trial, async ({ gate, client, provide, url, secrets }) => {
    // Copies: what is shown now may be gone when the answer is there.
    const seen: unknown[] = [];
    const see = <Request extends object>(request: Request): Request => {
      seen.push(copyOf(request));
      return request;
    };
    const instance = client([]);
    for (const interceptor of [see, provide(), see]) instance.interceptors.request.use(interceptor);
    const transformRequest = (data: unknown, headers: unknown): unknown => {
      seen.push(copyOf(headers));
      return data;
    };
    await outcomeOf(ask(instance, url, { transformRequest }));
    ensure(seen.length === 3 && gate.arrivals.length > 0, 'The request was not sent.');
    ensureConcealed(seen, secrets(), 'The config that other interceptors and transforms see');
  });
}

function copyOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value).map(([key, child]: [string, unknown]) => [
    key,
    typeof child === 'object' && child !== null ? { ...child } : child,
  ]);
}

function concealsAnswers(trial: Trial): Promise<void> {
  return withStage(trial, async ({ client, provide, url, secrets }) => {
    const answers: Record<string, unknown> = {};
    for (const adapter of adapters) {
      const instance = client([provide()], { adapter });
      answers[adapter] = [await outcomeOf(ask(instance, url)), instance.defaults];
    }
    ensureAllConcealed(answers, secrets(), 'An answer');
  });
}

const timeout = 'a timeout';

const failures: readonly (readonly [what: string, script: Scripted])[] = [
  ...[400, 401, 403, 404, 409, 429, 500].map((status) => [String(status), { status }] as const),
  ['a broken connection', 'reset'],
  [timeout, 'hang'],
];

function concealsErrors(trial: Trial): Promise<void> {
  return withStage(trial, async (stage) => {
    // All are looked through together: most of what is reachable is the same.
    const errors: Record<string, unknown> = {};
    for (const adapter of adapters) {
      for (const [what, script] of failures) {
        stage.gate.play(() => script);
        errors[`${what} (${adapter})`] = await errorAfter(stage, adapter, what);
      }
      errors[`a redirect to another origin (${adapter})`] = await errorAfterLeading(stage, adapter);
    }
    stage.gate.play(() => undefined);
    for (const script of [{ status: 401 }, { status: 500 }, 'reset'] as const) {
      stage.gate.playExchanges(() => script);
      const instance = stage.client([stage.provide()]);
      const outcome = await outcomeOf(ask(instance, stage.url));
      if (outcome instanceof Error) errors[`no token (${JSON.stringify(script)})`] = outcome;
    }
    ensureAllConcealed(errors, stage.secrets(), 'An error');
  });
}

async function errorAfter({ client, provide, url }: Stage, adapter: string, what: string): Promise<unknown> {
  // Where nothing is answered, this is what the check waits for.
  const instance = client([provide()], { adapter, ...(what === timeout && { timeout: 30 }) });
  const outcome = await outcomeOf(ask(instance, url));
  ensure(outcome instanceof Error, `A request that met ${what} did not fail.`);
  return outcome;
}

async function errorAfterLeading(stage: Stage, adapter: string): Promise<unknown> {
  const stranger = await startServer((_, response) => {
    response.writeHead(500).end();
  });
  try {
    stage.gate.play(() => ({ status: 302, location: `${stranger.url}/elsewhere` }));
    return await errorAfter(stage, adapter, 'a redirect to another origin');
  } finally {
    await stranger.close();
  }
}

function concealsEvents(trial: Trial): Promise<void> {
  return withStage(trial, async ({ gate, client, provide, url, secrets }) => {
    const events: unknown[] = [];
    const interceptor = provide({ onEvent: (event: unknown) => events.push(event) });
    await outcomeOf(ask(client([interceptor]), url));
    gate.play(() => ({ status: 401 }));
    await outcomeOf(ask(client([interceptor]), url));
    ensure(events.length > 0, 'There are no events: call onEvent, as defineProvider does.');
    ensureConcealed(events, secrets(), 'An event');
  });
}

function concealsItself(trial: Trial): Promise<void> {
  return withStage(trial, async ({ client, provide, url, secrets }) => {
    const interceptor: InterceptorLike = provide();
    await outcomeOf(ask(client([interceptor]), url));
    ensureConcealed(interceptor, secrets(), 'The interceptor');
  });
}
