import { ensure } from './check.js';
import { redirect } from './gate.js';
import { afterFirst, type Checks, ensureAuthenticated, overEachAdapter } from './stage.js';

// Many an API takes nothing but JSON.
const post = { method: 'post', headers: { 'Content-Type': 'application/json' } };

const posts = {
  'A POST with JSON': { method: 'post', data: { amount: 15, of: ['a', 'ü'] } },
  'A POST with bytes': { ...post, data: Buffer.from('{ "amount": 15,\t"of": "ü" }') },
  'A POST with no body': post,
};

/** A request with a body is authenticated as it is sent, with every byte of it. */
export const bodies: Checks = {
  'bodies: authenticates requests with JSON, bytes and no body': overEachAdapter(
    async ({ provide, send }) => {
      const advice =
        'If the body goes into the credentials, declare body and take it from the request; see also that start() ' +
        'answers POST at path.';
      for (const [what, config] of Object.entries(posts))
        ensureAuthenticated(await send([provide()], config), what, advice);
    },
  ),

  'bodies: authenticates them again after a redirect': overEachAdapter(async (stage) => {
    const { origin, path, provide, requests, send } = stage;
    for (const [what, config] of Object.entries(posts)) {
      requests.play(redirect(307, path), undefined);
      const sent = await send([provide()], config);
      const [first, second] = sent.arrivals;
      ensureAuthenticated(afterFirst(sent), `${what}, after a redirect (307),`);
      const [bare] = (await send([], { url: `${origin}/bare`, ...config })).arrivals;
      // One that holds the credential may differ each time.
      const isOwn = bare !== undefined && first?.body.equals(bare.body) === true;
      ensure(
        !isOwn || second?.body.equals(bare.body) === true,
        `${what} arrived with another body after a redirect (307). It has to be sent again, as it was.`,
      );
    }
  }),
};
