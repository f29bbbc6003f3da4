import { Readable } from 'node:stream';
import { adapters, type Check, ensure, read } from './check.js';
import { type Arrival, markHeader, type Scripted } from './gate.js';
import { ensureAuthenticated, type Sent, type Stage } from './stage.js';
import { perRequest, type Trial, type Values } from './trial.js';

/** A request may be sent again, by retry libraries or after a refusal, and is authenticated anew, once. */
export const recovery: readonly Check[] = [
  {
    promise: 'resending: authenticates the config of an error again',
    check: (stage) => resends(stage, 'the config of an error', { status: 500 }),
    adapters,
  },
  {
    promise: 'resending: authenticates the config of an answer again',
    check: (stage) => resends(stage, 'the config of an answer', undefined),
    adapters,
  },
  { promise: 'resending: authenticates once when registered twice', check: registersTwice },
  { promise: 'resending: authenticates requests at the same time, each by itself', check: sendsTogether },
  {
    promise: 'recovery: tries once more with a new credential, if there is one',
    check: recovers,
    adapters,
  },
  { promise: 'recovery: gives up after one further try', check: givesUp },
  { promise: 'recovery: never sends a stream twice', check: sparesStreams },
];

async function resends({ gate, send, provide }: Stage, what: string, script: Scripted): Promise<void> {
  gate.play(script, undefined);
  const interceptor = provide();
  const { outcome, arrivals } = await send([interceptor]);
  const config = read(outcome, 'config');
  ensure(
    typeof config === 'object' && config !== null && arrivals.length === 1,
    `There is not ${what}, or not after one request, so that nobody could send it again.`,
  );
  ensureAuthenticatedOnce(await send([interceptor], config), `A request with ${what}`);
}

function ensureAuthenticatedOnce(sent: Sent, what: string): void {
  const advice = 'Leave nothing on the config, and make credentials anew for each attempt.';
  ensureAuthenticated(sent, what, advice);
  const names = sent.arrivals.flatMap(({ rawHeaders }) =>
    rawHeaders.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase()),
  );
  const twice = names.filter((name, index) => names.indexOf(name) !== index && name !== markHeader);
  ensure(twice.length === 0, `${what} arrived with ${twice.join(', ')} twice. ${advice}`);
}

async function registersTwice({ send, provide }: Stage): Promise<void> {
  let authorized = 0;
  const onEvent = (event: unknown): void => {
    if (read(event, 'type') === 'authorized') authorized += 1;
  };
  const interceptor = provide({ onEvent });
  const what = 'A request with the interceptor registered twice';
  ensureAuthenticatedOnce(await send([interceptor, interceptor]), what);
  ensure(authorized === 1, `${what} was authorized ${authorized} times. Work once per request.`);
}

const together = 5;

async function sendsTogether({ gate, send, provide }: Stage): Promise<void> {
  await send([provide()]);
  const [alone, needed] = [gate.arrivals.length, gate.exchanges.length];
  const interceptor = provide();
  const all = await Promise.all(Array.from({ length: together }, () => send([interceptor])));
  const arrivals = gate.arrivals.slice(alone);
  ensure(
    arrivals.length === together,
    `Of ${together} requests at the same time, ${arrivals.length} were sent.`,
  );
  for (const [index, arrival] of arrivals.entries()) {
    const sent = { outcome: undefined, defaults: {}, ...all[index], arrivals: [arrival] };
    ensureAuthenticatedOnce(sent, 'A request among others at the same time');
  }
  const fetched = gate.exchanges.length - needed;
  ensure(
    fetched <= needed,
    `${together} requests at the same time fetched a token ${fetched} times, one fetches it ${needed} times. Let all ` +
      'wait for one, with TokenSource.',
  );
}

async function recovers(stage: Stage): Promise<void> {
  const { gate, send, provide, stale, staleStatus: status, secretHeaders } = stage;
  const isStale = Object.keys(stale).length > 0;
  // Otherwise it is a token of the provider's own that is stale.
  if (!isStale) gate.play({ status }, undefined);
  // Each is stale when it is asked for the first time, and good from then on.
  const { outcome, arrivals } = await send([provide(staleWhen(stage, (calls) => calls === 1))]);
  const [refused, again] = arrivals;
  const isOther = ({ headers }: Arrival): boolean =>
    secretHeaders.some((name) => refused?.headers[name] !== headers[name]);
  ensure(
    again === undefined || isOther(again),
    'A request was sent again with the very credential that was refused.',
  );
  // Otherwise nobody but the provider knows whether there is another one.
  if (!isStale && gate.exchanges.length === 0 && again === undefined) return;
  ensureAuthenticated(
    { outcome, arrivals: arrivals.slice(1) },
    'After a stale credential, the request with a new one',
    'See isStale, and that secrets are read per request or tokens come from TokenSource.',
  );
  ensure(!(outcome instanceof Error), 'The request failed though it recovered.');
}

/** The secrets that can be stale as functions, which give the stale ones at some calls. */
function staleWhen({ stale, given }: Trial, isStale: (calls: number) => boolean): Values {
  const functions = Object.entries(stale).map(([name, other]) => {
    let calls = 0;
    return [name, perRequest(() => (isStale((calls += 1)) ? other : given[name]))] as const;
  });
  return Object.fromEntries(functions);
}

// There is always another one to be had, so that only the provider can put an end to it.
function withEverNew(trial: Trial): Values {
  return staleWhen(trial, (calls) => calls % 2 === 0);
}

async function givesUp(stage: Stage): Promise<void> {
  const { staleStatus: status } = stage;
  stage.gate.play({ status });
  const { outcome, arrivals } = await stage.send([stage.provide(withEverNew(stage))]);
  ensure(
    arrivals.length <= 2,
    `A credential that is always refused was sent ${arrivals.length} times and not at most twice.`,
  );
  ensure(
    read(outcome, 'response', 'status') === status,
    `A credential that is always refused did not end in the API’s own error (${status}).`,
  );
}

async function sparesStreams(stage: Stage): Promise<void> {
  stage.gate.play({ status: stage.staleStatus });
  const data = Readable.from([Buffer.from('{}')]);
  const body = { method: 'post', data, headers: { 'Content-Type': 'application/json' }, maxRedirects: 0 };
  const { outcome, arrivals } = await stage.send([stage.provide(withEverNew(stage))], body);
  ensure(
    arrivals.length <= 1 && outcome instanceof Error,
    `A stream was sent ${arrivals.length} times, though it can be read only once. Do not repeat such a request.`,
  );
}
