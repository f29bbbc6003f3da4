import { read } from './read.js';
import { ensure } from './requirement.js';
import { adapters, ask, outcomeOf, withStage } from './stage.js';
import { type Gate, markHeader } from './gate.js';
import type { Check, Trial } from './trial.js';

/** A request may be sent again, as retry libraries do it, and is authenticated anew, once. */
export const resending: readonly Check[] = [
  { name: 'resending: authenticates the config of an error again', run: resendsErrors },
  { name: 'resending: authenticates the config of an answer again', run: resendsAnswers },
  { name: 'resending: authenticates once when registered twice', run: registersTwice },
  { name: 'resending: authenticates requests at the same time, each by itself', run: sendsTogether },
];

async function resendsErrors(trial: Trial): Promise<void> {
  await resends(trial, 'an error', { status: 500 });
}

async function resendsAnswers(trial: Trial): Promise<void> {
  await resends(trial, 'an answer', undefined);
}

async function resends(trial: Trial, what: string, script: { status: number } | undefined): Promise<void> {
  for (const adapter of adapters) {
    await withStage(trial, async ({ gate, client, provide, url }) => {
      gate.play((index) => (index === 0 ? script : undefined));
      const instance = client([provide()], { adapter });
      const outcome = await outcomeOf(ask(instance, url));
      const config = read(outcome, 'config');
      ensure(
        typeof config === 'object' && config !== null && gate.arrivals.length === 1,
        `The config is not on ${what}, so that nobody could send the request again.`,
      );
      await outcomeOf(instance.request(config));
      ensure(countOf(gate) === 2, `The config of ${what} was sent ${countOf(gate) - 1} times and not once.`);
      ensureEachOnce(gate, `The config of ${what}, sent again,`);
    });
  }
}

// A function: the compiler takes a length that was compared for one that stays.
function countOf({ arrivals }: Gate): number {
  return arrivals.length;
}

function ensureEachOnce({ arrivals }: Gate, what: string): void {
  ensure(
    arrivals.every(({ accepted }) => accepted),
    `${what} did not arrive authenticated. Leave nothing on the config, and make credentials anew for each attempt.`,
  );
  for (const { rawHeaders } of arrivals) {
    const names = rawHeaders.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase());
    const twice = names.filter((name, index) => names.indexOf(name) !== index && name !== markHeader);
    ensure(twice.length === 0, `${what} arrived with ${twice.join(', ')} twice.`);
  }
}

async function registersTwice(trial: Trial): Promise<void> {
  await withStage(trial, async ({ gate, client, provide, url }) => {
    const events: unknown[] = [];
    const onEvent = (event: unknown): void => {
      if (read(event, 'type') === 'authorized') events.push(event);
    };
    const interceptor = provide({ onEvent });
    await outcomeOf(ask(client([interceptor, interceptor]), url));
    ensure(gate.arrivals.length === 1, 'A request with the interceptor registered twice was not sent once.');
    ensureEachOnce(gate, 'A request with the interceptor registered twice');
    ensure(
      events.length === 1,
      `A request with the interceptor registered twice was authorized ${events.length} times. Work once per request.`,
    );
  });
}

const together = 5;

async function sendsTogether(trial: Trial): Promise<void> {
  await withStage(trial, async ({ gate, client, provide, url }) => {
    await outcomeOf(ask(client([provide()]), url));
    const needed = gate.exchanges.length;
    const instance = client([provide()]);
    await Promise.all(Array.from({ length: together }, () => outcomeOf(ask(instance, url))));
    ensure(
      gate.arrivals.length === together + 1,
      `Of ${together} requests at the same time, ${gate.arrivals.length - 1} were sent.`,
    );
    ensureEachOnce(gate, 'A request among others at the same time');
    ensure(
      gate.exchanges.length - needed <= needed,
      `${together} requests at the same time fetched a token ${gate.exchanges.length - needed} times, one fetches it ` +
        `${needed} times. Let all wait for one, with TokenSource.`,
    );
  });
}
