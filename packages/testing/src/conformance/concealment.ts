import { adapters, type Check, ensure } from './check.js';
import { ensureConcealed } from './disclosure.js';
import type { Scripted } from './gate.js';
import type { Stage } from './stage.js';

/** No secret is where a log could find it. */
export const concealment: readonly Check[] = [
  { promise: 'concealment: shows no secret to other interceptors and transforms', check: concealsFromOthers },
  { promise: 'concealment: shows no secret on an answer', check: concealsAnswers, adapters },
  { promise: 'concealment: shows no secret on an error', check: concealsErrors, adapters },
  { promise: 'concealment: shows no secret in events', check: concealsEvents },
  { promise: 'concealment: shows no secret on the interceptor', check: concealsItself },
];

async function concealsFromOthers({ send, provide, seen }: Stage): Promise<void> {
  // Copies: what is shown now may be gone when the answer is there.
  const shown: unknown[] = [];
  const see = <Request extends object>(request: Request): Request => {
    shown.push(copyOf(request));
    return request;
  };
  const transformRequest = (data: unknown, headers: unknown): unknown => {
    shown.push(copyOf(headers));
    return data;
  };
  const { arrivals } = await send([see, provide(), see], { transformRequest });
  ensure(shown.length === 3 && arrivals.length > 0, 'The request was not sent.');
  ensureConcealed({ config: shown }, seen(), 'The config that other interceptors and transforms see');
}

function copyOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value).map(([key, child]: [string, unknown]) => [
    key,
    typeof child === 'object' && child !== null ? { ...child } : child,
  ]);
}

async function concealsAnswers({ send, provide, seen }: Stage): Promise<void> {
  const { outcome, defaults } = await send([provide()]);
  ensureConcealed({ answer: outcome, defaults }, seen(), 'An answer');
}

const failures: Readonly<Record<string, Scripted>> = {
  ...Object.fromEntries([400, 401, 403, 404, 409, 429, 500].map((status) => [String(status), { status }])),
  'a broken connection': 'reset',
  'a timeout': 'hang',
};

async function concealsErrors(stage: Stage): Promise<void> {
  const { gate, send, provide, seen, startStranger } = stage;
  const stranger = await startStranger(500);
  const leading: Scripted = { status: 302, location: `${stranger.url}/elsewhere` };
  // All are looked through together: most of what is reachable is the same.
  const errors: Record<string, unknown> = {};
  const scripts = Object.entries<Scripted>({ ...failures, 'a redirect to another origin': leading });
  for (const [what, script] of scripts) {
    gate.play(script);
    // Where nothing is answered, this is what the check waits for.
    const { outcome } = await send([provide()], script === 'hang' ? { timeout: 30 } : {});
    ensure(outcome instanceof Error, `A request that met ${what} did not fail.`);
    errors[what] = outcome;
  }
  gate.play();
  for (const script of [{ status: 401 }, { status: 500 }, 'reset'] as const) {
    gate.playExchanges(script);
    const { outcome } = await send([provide()]);
    if (outcome instanceof Error) errors[`no token (${JSON.stringify(script)})`] = outcome;
  }
  ensureConcealed(errors, seen(), 'An error');
}

async function concealsEvents({ gate, send, provide, seen }: Stage): Promise<void> {
  const events: unknown[] = [];
  const interceptor = provide({ onEvent: (event: unknown) => events.push(event) });
  await send([interceptor]);
  gate.play({ status: 401 });
  await send([interceptor]);
  ensure(events.length > 0, 'There are no events: call onEvent, as defineProvider does.');
  ensureConcealed({ events }, seen(), 'An event');
}

async function concealsItself({ send, provide, seen }: Stage): Promise<void> {
  const interceptor = provide();
  await send([interceptor]);
  ensureConcealed({ interceptor }, seen(), 'The interceptor');
}
