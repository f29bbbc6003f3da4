import { ensure, fail, readText } from './check.js';
import { ensureConcealed } from './disclosure.js';
import { flawed } from './options.js';
import { type Checks, ensureAuthenticated, credentialsOf, type Sent, type Stage } from './stage.js';
import type { InterceptorLike } from './subject.js';
import { perRequest, type SecretOption, type Trial } from './trial.js';

/** A function for a secret is asked per request, and what was made of one secret is for nobody who has another. */
export const secrets: Checks = {
  'secrets: asks functions for each request': async (stage) => {
    const { exchanges, provide, send } = stage;
    for (const { name, value } of functionOptionsOf(stage)) {
      let calls = 0;
      const exchanged = exchanges.passed.length;
      const secret = perRequest(() => {
        calls += 1;
        return Promise.resolve(value);
      });
      const interceptor = provide({ [name]: secret });
      for (const count of [1, 2]) {
        ensureAuthenticated(
          await send([interceptor]),
          `A request with ${name} as a function`,
          'See that authorize() reads the option anew for each request, and waits for it.',
        );
        // A token that was fetched with the secret serves for more than one request.
        const expected = exchanges.passed.length > exchanged ? 1 : count;
        ensure(calls >= expected, `The function for ${name} was not asked for each request.`);
      }
    }
  },

  'secrets: sends nothing without a good secret': async (stage) => {
    const { exchanges, provide, requests, seen, send } = stage;
    for (const { name, value, hasLines } of functionOptionsOf(stage)) {
      const functions: Readonly<Record<string, () => unknown>> = {
        'returns undefined': () => undefined,
        'returns null': () => null,
        'returns a number': () => 42,
        throws: () => fail('No secret.'),
        rejects: () => Promise.reject(new Error('No secret.')),
        ...Object.fromEntries(
          flawed({ value, hasLines }).map(([flaw, text]) => [`returns ${flaw}`, () => text]),
        ),
      };
      const errors: Record<string, unknown> = {};
      for (const [what, secret] of Object.entries(functions)) {
        const { outcome } = await send([provide({ [name]: secret })]);
        const sent = requests.passed.length + exchanges.passed.length;
        ensure(sent === 0, `A request was sent though the function for ${name} ${what}.`);
        ensure(
          readText(outcome, 'code') === 'ERR_KEYRING_CREDENTIAL' &&
            readText(outcome, 'message').includes(name),
          `A request whose function for ${name} ${what} did not fail with ERR_KEYRING_CREDENTIAL and the option’s name.`,
        );
        errors[what] = outcome;
      }
      ensureConcealed(errors, seen(), 'The error for a secret that cannot be sent');
    }
  },

  'identities: sends nothing that was made of the secret of another instance': async (stage) => {
    for (const { name, other } of stage.secretOptions) {
      const [mine, theirs] = [stage.provide(), provideOther(stage, name, other)];
      const whose = `another instance with another ${name}`;
      await ensureApart(stage, whose, (isMine) => stage.send([isMine ? mine : theirs]));
    }
  },

  'identities: sends nothing that was made of what a function answered before': async (stage) => {
    for (const { name, value, other } of functionOptionsOf(stage)) {
      let current = value;
      const interceptor = stage.provide({ [name]: perRequest(() => current) });
      await ensureApart(stage, `a request for which ${name} is another`, (isMine) => {
        current = isMine ? value : other;
        return stage.send([interceptor]);
      });
    }
  },
};

function functionOptionsOf({ secretOptions }: Trial): readonly SecretOption[] {
  return secretOptions.filter(({ takesFunction }) => takesFunction);
}

function provideOther({ provide }: Stage, name: string, other: string): InterceptorLike {
  try {
    return provide({ [name]: other });
  } catch {
    return fail(`The provider does not take another ${name}. Give a well-formed one in others.`);
  }
}

async function ensureApart(
  stage: Stage,
  whose: string,
  sendOf: (isMine: boolean) => Promise<Sent>,
): Promise<void> {
  const first = await sendOf(true);
  ensureAuthenticated(
    first,
    'A request with the good secrets',
    'See whether options and start() go together.',
  );
  const credentials = first.arrivals.flatMap((arrival) => credentialsOf(stage, arrival));
  const { arrivals: later } = await sendOf(false);
  const shares = later.some(
    ({ refusal, headers }) =>
      refusal === undefined ||
      (credentials.length > 0 && credentials.every(([name, value]) => headers[name] === value)),
  );
  ensure(
    !shares,
    `The credential of one was sent for ${whose}. Keep what is made of a secret by that secret: give TokenSource.get() ` +
      'all that a token is fetched with, and keep nothing outside of authorize().',
  );
  ensureAuthenticated(
    await sendOf(true),
    `A request with the good secrets, after ${whose} was refused,`,
    'One must not spoil what the other has.',
  );
}
