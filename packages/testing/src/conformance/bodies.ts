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

// What axios or fetch adds as its type is part of what a signature may cover.
const texts = {
  'A POST with text': { method: 'post', data: '{"first":1}' },
  'A POST with another text': { method: 'post', data: '{"second":2}' },
  'A POST with text that axios sets no type for': {
    ...{ method: 'post', data: '{"third":3}' },
    headers: { 'Content-Type': false },
  },
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

  'bodies: reads the body of each request, with the type that it is sent with': overEachAdapter(
    async ({ origin, provide, send }) => {
      const interceptor = provide();
      let sentBefore: Buffer | undefined;
      for (const [what, config] of Object.entries(texts)) {
        const sent = await send([interceptor], config);
        const [arrival] = sent.arrivals;
        // Many an API takes nothing but JSON.
        if (!/^4(?:06|15)/.test(arrival?.refusal ?? '')) ensureAuthenticated(sent, what);
        const [bare] = (await send([], { ...config, url: `${origin}/bare` })).arrivals;
        const isOwn = bare !== undefined && arrival?.body.equals(bare.body) === true;
        ensure(
          isOwn || sentBefore === undefined || arrival?.body.equals(sentBefore) !== true,
          `${what} arrived with the body of the request before it. Keep nothing outside of authorize().`,
        );
        sentBefore = bare?.body;
      }
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
