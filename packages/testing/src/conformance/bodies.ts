import { ensure } from './requirement.js';
import { adapters, ask, outcomeOf, type Stage, withStage } from './stage.js';
import type { Check, Trial } from './trial.js';

/** A request with a body is authenticated as it is sent, with every byte of it. */
export const bodies: readonly Check[] = [
  { name: 'bodies: authenticates requests with JSON, bytes and no body', run: authenticates },
  { name: 'bodies: authenticates them again after a redirect', run: authenticatesAgain },
];

interface Body {
  readonly what: string;
  readonly config: object;
}

// Many an API takes nothing but JSON.
const headers = { 'Content-Type': 'application/json' };

const sent: readonly Body[] = [
  { what: 'JSON', config: { data: { amount: 15, of: ['a', 'ü'] } } },
  { what: 'bytes', config: { data: Buffer.from('{ "amount": 15,\t"of": "ü" }'), headers } },
  { what: 'no body', config: { headers } },
];

async function forEach(
  trial: Trial,
  act: (stage: Stage, send: () => Promise<unknown>, what: string) => Promise<void>,
): Promise<void> {
  for (const adapter of adapters) {
    for (const { what, config } of sent) {
      await withStage(trial, async (stage) => {
        const { client, provide, url } = stage;
        const instance = client([provide()], { adapter });
        const send = (): Promise<unknown> => outcomeOf(ask(instance, url, { method: 'post', ...config }));
        await act(stage, send, `A POST with ${what}, over the ${adapter} adapter,`);
      });
    }
  }
}

function authenticates(trial: Trial): Promise<void> {
  return forEach(trial, async ({ gate }, send, what) => {
    await send();
    ensure(
      gate.arrivals.length === 1 && gate.arrivals[0]?.accepted === true,
      `${what} did not arrive authenticated. If the body goes into the credentials, declare bodySigning and take it from ` +
        'the request; see also that start() answers POST at path.',
    );
  });
}

function authenticatesAgain(trial: Trial): Promise<void> {
  return forEach(trial, async ({ gate }, send, what) => {
    gate.play((index) => (index === 0 ? { status: 307, location: trial.path } : undefined));
    await send();
    const [first, second] = gate.arrivals;
    ensure(
      gate.arrivals.length === 2 && second?.accepted === true && first?.body.equals(second.body) === true,
      `${what} did not arrive authenticated after a redirect (307), with the same body. Credentials have to be made anew ` +
        'for each hop.',
    );
  });
}
