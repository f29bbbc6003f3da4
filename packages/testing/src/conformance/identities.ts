import type { Arrival, Gate } from './gate.js';
import { otherSecrets } from './other-secrets.js';
import { ensure, fail } from './requirement.js';
import { ask, outcomeOf, type Stage, withStage } from './stage.js';
import type { InterceptorLike } from './subject.js';
import type { Check, Trial } from './trial.js';

/** What was made of one secret is for nobody who has another. */
export const identities: readonly Check[] = [
  {
    name: 'identities: sends nothing that was made of the secret of another instance',
    run: keepsInstancesApart,
  },
  {
    name: 'identities: sends nothing that was made of what a function answered before',
    run: keepsAnswersApart,
  },
];

async function keepsInstancesApart(trial: Trial): Promise<void> {
  for (const { name, other } of otherSecrets(trial)) {
    await withStage(trial, async (stage) => {
      const { gate, client, provide, url } = stage;
      const [mine, theirs] = [client([provide()]), client([provideOther(stage, name, other)])];
      await outcomeOf(ask(mine, url));
      const first = firstAccepted(gate);
      await outcomeOf(ask(theirs, url));
      ensureApart(trial, first, gate.arrivals.slice(1), `another instance with another ${name}`);
      const before = gate.arrivals.length;
      await outcomeOf(ask(mine, url));
      ensureAccepted(gate, before, `another instance with another ${name} was refused`);
    });
  }
}

async function keepsAnswersApart(trial: Trial): Promise<void> {
  for (const { name, value, other } of otherSecrets(trial).filter(({ takesFunction }) => takesFunction)) {
    await withStage(trial, async ({ gate, client, provide, url }) => {
      let current = value;
      // With a parameter: a function without one may be asked for all requests at once.
      const secret = ({ method }: { readonly method: string }): string => (method === '' ? '' : current);
      const instance = client([provide({ [name]: secret })]);
      await outcomeOf(ask(instance, url));
      const first = firstAccepted(gate);
      current = other;
      await outcomeOf(ask(instance, url));
      ensureApart(trial, first, gate.arrivals.slice(1), `a request for which ${name} is another`);
      const before = gate.arrivals.length;
      current = value;
      await outcomeOf(ask(instance, url));
      ensureAccepted(gate, before, `a request for which ${name} is another was refused`);
    });
  }
}

function provideOther({ provide }: Stage, name: string, other: string): InterceptorLike {
  try {
    return provide({ [name]: other });
  } catch {
    return fail(`The provider does not take another ${name}. Give a well-formed one in others.`);
  }
}

function firstAccepted({ arrivals }: Gate): Arrival {
  const [first, ...more] = arrivals;
  if (first?.accepted !== true || more.length > 0)
    return fail('A request did not arrive authenticated, once.');
  return first;
}

function ensureApart(trial: Trial, first: Arrival, later: readonly Arrival[], whose: string): void {
  const credentials = credentialsOf(trial, first);
  const shares = later.some(
    ({ accepted, headers }) =>
      accepted || (credentials.length > 0 && credentials.every(([name, value]) => headers[name] === value)),
  );
  ensure(
    !shares,
    `The credential of one was sent for ${whose}. Keep what is made of a secret by that secret: give TokenSource.get() ` +
      'all that a token is fetched with, and keep nothing outside of authorize().',
  );
}

/** The headers, in lower case, that hold a secret or are said to. */
function credentialsOf(
  { secrets, secretHeaders }: Trial,
  { headers }: Arrival,
): readonly (readonly [name: string, value: string])[] {
  return Object.entries(headers).flatMap(([name, value]) => {
    const isSecret =
      typeof value === 'string' &&
      (secretHeaders.includes(name) || secrets.some((secret) => value.includes(secret)));
    return isSecret ? [[name, value] as const] : [];
  });
}

function ensureAccepted({ arrivals }: Gate, before: number, what: string): void {
  ensure(
    arrivals.length === before + 1 && arrivals[before]?.accepted === true,
    `After ${what}, a request with the first secret did not arrive authenticated. One must not spoil what the other has.`,
  );
}
