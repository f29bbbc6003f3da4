import { ensure } from './check.js';
import { type Checks, overEachAdapter } from './stage.js';
import { ensureConcealed } from './disclosure.js';
import { redirect, type Scripted } from './gate.js';
import { valuesOf } from './trial.js';

/** No secret is where a log could find it. */
export const concealment: Checks = {
  'concealment: shows no secret to other interceptors and transforms': async ({ send, provide, seen }) => {
    // Copies: what is shown now may be gone when the answer is there.
    const shown: unknown[] = [];
    const note = (value: unknown): void => {
      shown.push(Object.entries(valuesOf(value)).map(([key, child]) => [key, copyOf(child)]));
    };
    const see = <Request extends object>(request: Request): Request => {
      note(request);
      return request;
    };
    const transformRequest = (data: unknown, headers: unknown): unknown => {
      note(headers);
      return data;
    };
    const { arrivals } = await send([see, provide(), see], { transformRequest });
    ensure(shown.length === 3 && arrivals.length > 0, 'The request was not sent.');
    ensureConcealed({ config: shown }, seen(), 'The config that other interceptors and transforms see');
  },

  'concealment: shows no secret on an answer': overEachAdapter(async ({ send, provide, seen }) => {
    const { outcome, defaults } = await send([provide()]);
    ensureConcealed({ answer: outcome, defaults }, seen(), 'An answer');
  }),

  'concealment: shows no secret on an error': overEachAdapter(async (stage) => {
    const { exchanges, provide, requests, seen, send, startStranger } = stage;
    const stranger = await startStranger(500);
    const failures: Readonly<Record<string, Scripted>> = {
      ...Object.fromEntries(
        [400, 401, 403, 404, 409, 429, 500].map((status) => [String(status), { status }]),
      ),
      'a broken connection': 'reset',
      'a timeout': 'hang',
      'a redirect to another origin': redirect(302, `${stranger.url}/elsewhere`),
    };
    // All are looked through together: most of what is reachable is the same.
    const errors: Record<string, unknown> = {};
    for (const [what, script] of Object.entries(failures)) {
      requests.play(script);
      // Where nothing is answered, this is what the check waits for.
      const { outcome } = await send([provide()], script === 'hang' ? { timeout: 30 } : {});
      ensure(outcome instanceof Error, `A request that met ${what} did not fail.`);
      errors[what] = outcome;
    }
    requests.play();
    for (const script of [{ status: 401 }, { status: 500 }, 'reset'] as const) {
      exchanges.play(script);
      const { outcome } = await send([provide()]);
      if (outcome instanceof Error) errors[`no token (${JSON.stringify(script)})`] = outcome;
    }
    ensureConcealed(errors, seen(), 'An error');
  }),

  'concealment: shows no secret in events': async ({ provide, requests, seen, send }) => {
    const events: unknown[] = [];
    const interceptor = provide({ onEvent: (event: unknown) => events.push(event) });
    await send([interceptor]);
    requests.play({ status: 401 });
    await send([interceptor]);
    ensure(events.length > 0, 'There are no events: call onEvent, as defineProvider does.');
    ensureConcealed({ events }, seen(), 'An event');
  },

  'concealment: shows no secret on the interceptor': async ({ provide, seen, send }) => {
    const interceptor = provide();
    await send([interceptor]);
    ensureConcealed({ interceptor }, seen(), 'The interceptor');
  },
};

function copyOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? { ...value } : value;
}
