import { flawed } from './bad-options.js';
import { ensureAllConcealed } from './disclosure.js';
import { readText } from './read.js';
import { ensure } from './requirement.js';
import { ask, outcomeOf, withStage } from './stage.js';
import { type Check, givenSecrets, takesFunction, type Trial } from './trial.js';

/** A function for a secret is asked per request; without a good answer nothing is sent. */
export const secretFunctions: readonly Check[] = [
  { name: 'secrets: asks functions for each request', run: asks },
  { name: 'secrets: sends nothing without a good secret', run: sendsNothing },
];

function functionOptions(trial: Trial): readonly (readonly [name: string, value: string])[] {
  return givenSecrets(trial).flatMap(([name, value, option]) =>
    takesFunction(option) ? [[name, value] as const] : [],
  );
}

async function asks(trial: Trial): Promise<void> {
  for (const [name, value] of functionOptions(trial)) {
    await withStage(trial, async ({ gate, client, provide, url }) => {
      let calls = 0;
      // With a parameter: a function without one may be asked for all requests at once.
      const secret = ({ method }: { readonly method: string }): Promise<string> => {
        calls += 1;
        return Promise.resolve(method === '' ? '' : value);
      };
      const instance = client([provide({ [name]: secret })]);
      for (const count of [1, 2]) {
        await outcomeOf(ask(instance, url));
        ensure(
          gate.arrivals.length === count && gate.arrivals.every(({ accepted }) => accepted),
          `A request did not arrive authenticated with ${name} as a function. See that authorize() reads the option ` +
            'anew for each request, and waits for it.',
        );
        // A token that was fetched with the secret serves for more than one request.
        const expected = gate.exchanges.length > 0 ? 1 : count;
        ensure(calls >= expected, `The function for ${name} was not asked for each request.`);
      }
    });
  }
}

async function sendsNothing(trial: Trial): Promise<void> {
  for (const [name, value] of functionOptions(trial)) {
    const answers: readonly (readonly [what: string, secret: (request: object) => unknown])[] = [
      ['returns undefined', () => undefined],
      ['returns null', () => null],
      ['returns a number', () => 42],
      [
        'throws',
        () => {
          throw new Error('No secret.');
        },
      ],
      ['rejects', () => Promise.reject(new Error('No secret.'))],
      ...flawed(value).map(([flaw, text]) => [`returns ${flaw}`, () => text] as const),
    ];
    await withStage(trial, async ({ gate, client, provide, url, secrets }) => {
      const errors: Record<string, unknown> = {};
      for (const [what, secret] of answers) {
        const outcome = await outcomeOf(ask(client([provide({ [name]: secret })]), url));
        const sent = gate.arrivals.length + gate.exchanges.length;
        ensure(sent === 0, `A request was sent though the function for ${name} ${what}.`);
        ensure(
          readText(outcome, 'code') === 'ERR_KEYRING_CREDENTIAL' &&
            readText(outcome, 'message').includes(name),
          `A request whose function for ${name} ${what} did not fail with ERR_KEYRING_CREDENTIAL and the option’s name.`,
        );
        errors[what] = outcome;
      }
      ensureAllConcealed(errors, secrets(), 'The error for a secret that cannot be sent');
    });
  }
}
