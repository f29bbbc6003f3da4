import { Readable } from 'node:stream';
import { ensure, read } from './check.js';
import type { Scripted } from './gate.js';
import {
  afterFirst,
  type Check,
  type Checks,
  ensureAuthenticated,
  overEachAdapter,
  credentialsOf,
} from './stage.js';
import { perRequest, type Trial, type Values, valuesOf } from './trial.js';

/** A request may be sent again, by retry libraries or after a refusal, and is authenticated anew, once. */
export const recovery: Checks = {
  'resending: authenticates the config of an error again': resending('the config of an error', {
    status: 500,
  }),

  'resending: authenticates the config of an answer again': resending('the config of an answer', undefined),

  'resending: authenticates once when registered twice': async ({ provide, send }) => {
    let authorized = 0;
    const onEvent = (event: unknown): void => {
      if (read(event, 'type') === 'authorized') authorized += 1;
    };
    const interceptor = provide({ onEvent });
    const what = 'A request with the interceptor registered twice';
    ensureAuthenticated(await send([interceptor, interceptor]), what);
    ensure(authorized === 1, `${what} was authorized ${authorized} times. Work once per request.`);
  },

  'resending: authenticates requests at the same time, each by itself': async (stage) => {
    const { exchanges, provide, requests, send } = stage;
    await send([provide()]);
    const needed = exchanges.passed.length;
    const interceptor = provide();
    const together = await Promise.all([1, 2, 3, 4, 5].map(() => send([interceptor])));
    for (const [index, { outcome }] of together.entries()) {
      const arrivals = requests.passed.slice(index + 1, index === 4 ? undefined : index + 2);
      ensureAuthenticated({ outcome, arrivals }, 'A request among others at the same time');
    }
    const fetched = exchanges.passed.length - needed;
    ensure(
      fetched <= needed,
      `${together.length} requests at the same time fetched a token ${fetched} times, one fetches it ${needed} times. ` +
        'Let all wait for one, with TokenSource.',
    );
  },

  'recovery: tries once more with a new credential, if there is one': overEachAdapter(async (stage) => {
    const { exchanges, provide, requests, send, stale, staleStatus: status = 401 } = stage;
    // Otherwise it is a token of the provider's own that is stale.
    if (!stale) requests.play({ status }, undefined);
    // Each is stale when it is asked for the first time, and good from then on.
    const sent = await send([provide(staleWhen(stage, (calls) => calls === 1))]);
    const [refused, again] = sent.arrivals.map((arrival) => JSON.stringify(credentialsOf(stage, arrival)));
    ensure(
      again === undefined || again !== refused,
      'A request was sent again with the very credential that was refused.',
    );
    // Otherwise nobody but the provider knows whether there is another one.
    if (!stale && exchanges.passed.length === 0 && again === undefined) return;
    ensureAuthenticated(
      afterFirst(sent),
      'After a stale credential, the request with a new one',
      'See onRefusal, and that secrets are read per request or tokens come from TokenSource.',
    );
    ensure(!(sent.outcome instanceof Error), 'The request failed though it recovered.');
  }),

  'recovery: gives up after one further try': async (stage) => {
    const { provide, requests, send, staleStatus: status = 401 } = stage;
    requests.play({ status });
    const { outcome, arrivals } = await send([provide(withEverNew(stage))]);
    ensure(
      arrivals.length <= 2,
      `A credential that is always refused was sent ${arrivals.length} times and not at most twice.`,
    );
    ensure(
      read(outcome, 'response', 'status') === status,
      `A credential that is always refused did not end in the API’s own error (${status}).`,
    );
  },

  'recovery: never sends a stream twice': async (stage) => {
    const { provide, requests, send, staleStatus: status = 401 } = stage;
    requests.play({ status });
    const data = Readable.from([Buffer.from('{}')]);
    const body = { method: 'post', data, headers: { 'Content-Type': 'application/json' }, maxRedirects: 0 };
    const { outcome, arrivals } = await send([provide(withEverNew(stage))], body);
    ensure(
      arrivals.length <= 1 && outcome instanceof Error,
      `A stream was sent ${arrivals.length} times, though it can be read only once. Do not repeat such a request.`,
    );
  },
};

function resending(what: string, script: Scripted): Check {
  return overEachAdapter(async ({ provide, requests, send }) => {
    requests.play(script, undefined);
    const interceptor = provide();
    const { outcome, arrivals } = await send([interceptor]);
    const config = read(outcome, 'config');
    ensure(
      typeof config === 'object' && config !== null && arrivals.length === 1,
      `There is not ${what}, or not after one request, so that nobody could send it again.`,
    );
    ensureAuthenticated(await send([interceptor], config), `A request with ${what}`);
  });
}

/** The secrets that can be stale as functions, which give the stale ones at some calls. */
function staleWhen({ stale, given }: Trial, isStale: (calls: number) => boolean): Values {
  const functions = Object.entries(valuesOf(stale)).map(([name, other]) => {
    let calls = 0;
    return [name, perRequest(() => (isStale((calls += 1)) ? other : given[name]))] as const;
  });
  return Object.fromEntries(functions);
}

// There is always another one to be had, so that only the provider can put an end to it.
function withEverNew(trial: Trial): Values {
  return staleWhen(trial, (calls) => calls % 2 === 0);
}
