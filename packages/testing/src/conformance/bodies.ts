import { adapters, type Check, ensure } from './check.js';
import { ensureAuthenticated, type Sent, type Stage } from './stage.js';

/** A request with a body is authenticated as it is sent, with every byte of it. */
export const bodies: readonly Check[] = [
  { promise: 'bodies: authenticates requests with JSON, bytes and no body', check: authenticates, adapters },
  { promise: 'bodies: authenticates them again after a redirect', check: authenticatesAgain, adapters },
];

// Many an API takes nothing but JSON.
const headers = { 'Content-Type': 'application/json' };

const posts = {
  'A POST with JSON': { data: { amount: 15, of: ['a', 'ü'] } },
  'A POST with bytes': { data: Buffer.from('{ "amount": 15,\t"of": "ü" }'), headers },
  'A POST with no body': { headers },
};

async function authenticates(stage: Stage): Promise<void> {
  for (const [what, config] of Object.entries(posts)) {
    ensureAuthenticated(
      await post(stage, config),
      what,
      'If the body goes into the credentials, declare bodySigning and take it from the request; see also that start() ' +
        'answers POST at path.',
    );
  }
}

async function authenticatesAgain(stage: Stage): Promise<void> {
  for (const [what, config] of Object.entries(posts)) {
    stage.gate.play({ status: 307, location: stage.path }, undefined);
    const { outcome, arrivals } = await post(stage, config);
    const [first, ...redirected] = arrivals;
    const advice = 'Credentials have to be made anew for each hop.';
    ensureAuthenticated({ outcome, arrivals: redirected }, `${what}, after a redirect (307),`, advice);
    ensure(
      redirected[0]?.body.equals(first?.body ?? Buffer.alloc(0)) === true,
      `${what} arrived with another body after a redirect (307). It has to be sent again, as it was.`,
    );
  }
}

// With an interceptor of its own each: nothing is there from the one before.
function post({ send, provide }: Stage, config: object): Promise<Sent> {
  return send([provide()], { method: 'post', ...config });
}
