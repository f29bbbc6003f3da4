import { Readable } from 'node:stream';
import type { Arrival } from './gate.js';
import { read } from './read.js';
import { ensure } from './requirement.js';
import { adapters, ask, outcomeOf, type Stage, withStage } from './stage.js';
import type { Check, Trial } from './trial.js';

/** A credential that the API refuses is renewed once. */
export const recovery: readonly Check[] = [
  { name: 'recovery: tries once more with a new credential, if there is one', run: recovers },
  { name: 'recovery: gives up after one further try', run: givesUp },
  { name: 'recovery: never sends a stream twice', run: sparesStreams },
];

async function recovers(trial: Trial): Promise<void> {
  for (const adapter of adapters) {
    await withStage(trial, async (stage) => {
      const { gate, client, provide, url } = stage;
      const instance = client([provide(withStaleSecrets(stage))], { adapter });
      const isStale = Object.keys(trial.stale).length > 0;
      // Otherwise it is a token of the provider's own that is stale.
      if (!isStale) gate.play((index) => (index === 0 ? { status: trial.staleStatus } : undefined));
      const outcome = await outcomeOf(ask(instance, url));
      const [refused, again, ...more] = gate.arrivals;
      ensure(
        again === undefined || isOther(trial, refused, again),
        'A request was sent again with the very credential that was refused.',
      );
      // Otherwise nobody but the provider knows whether there is another one.
      if (!isStale && gate.exchanges.length === 0 && again === undefined) return;
      ensure(
        refused !== undefined && again?.accepted === true && more.length === 0,
        `After a stale credential the request was not sent once more with a new one (${gate.arrivals.length} requests, ` +
          `over the ${adapter} adapter). See isStale, and that secrets are read per request or tokens come from TokenSource.`,
      );
      ensure(
        read(outcome, 'status') === 200 || !(outcome instanceof Error),
        'The request failed though it recovered.',
      );
    });
  }
}

function isOther({ secretHeaders }: Trial, refused: Arrival | undefined, again: Arrival): boolean {
  return secretHeaders.some((name) => refused?.headers[name] !== again.headers[name]);
}

// Each is stale when it is asked for the first time, and good from then on.
function withStaleSecrets({ trial }: Stage): Record<string, unknown> {
  return asFunctions(trial, (calls) => calls === 1);
}

async function givesUp(trial: Trial): Promise<void> {
  await withStage(trial, async ({ gate, client, provide, url }) => {
    const { staleStatus: status } = trial;
    gate.play(() => ({ status }));
    const outcome = await outcomeOf(ask(client([provide(withEverNew(trial))]), url));
    const count = gate.arrivals.length;
    ensure(count <= 2, `A credential that is always refused was sent ${count} times and not at most twice.`);
    ensure(
      read(outcome, 'response', 'status') === status,
      `A credential that is always refused did not end in the API’s own error (${status}).`,
    );
  });
}

async function sparesStreams(trial: Trial): Promise<void> {
  await withStage(trial, async ({ gate, client, provide, url }) => {
    gate.play(() => ({ status: trial.staleStatus }));
    const headers = { 'Content-Type': 'application/json' };
    const body = { method: 'post', data: Readable.from([Buffer.from('{}')]), headers, maxRedirects: 0 };
    const outcome = await outcomeOf(ask(client([provide(withEverNew(trial))]), url, body));
    ensure(
      gate.arrivals.length <= 1 && outcome instanceof Error,
      `A stream was sent ${gate.arrivals.length} times, though it can be read only once. Do not repeat such a request.`,
    );
  });
}

// There is always another one to be had, so that only the provider can put an end to it.
function withEverNew(trial: Trial): Record<string, unknown> {
  return asFunctions(trial, (calls) => calls % 2 === 0);
}

/** The secrets as functions. They take the request: one without parameters may be asked for all requests at once. */
function asFunctions({ stale, given }: Trial, isStale: (calls: number) => boolean): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(stale).map(([name, other]) => {
      let calls = 0;
      const secret = (request: object): unknown => {
        calls += 1;
        return isStale(calls) && 'url' in request ? other : given[name];
      };
      return [name, secret];
    }),
  );
}
