import { ensure } from './check.js';
import { disclosures } from './disclosure.js';
import { prefix, redirect } from './gate.js';
import { atHost } from './look-alikes.js';
import { afterFirst, type Checks, ensureAuthenticated, overEachAdapter, type Stage } from './stage.js';

/** A redirect is a new request: it is authenticated where it leads, or not at all. */
export const redirects: Checks = {
  'redirects: authenticates again below the base URL': overEachAdapter(async (stage) => {
    const { path, provide, requests, send } = stage;
    for (const status of [302, 307]) {
      requests.play(redirect(status, path), undefined);
      const redirected = afterFirst(await send([provide()]));
      ensureAuthenticated(redirected, `A request after a redirect (${status}) below the base URL`);
    }
  }),

  'redirects: sends no credential to another origin': overEachAdapter(async (stage) => {
    const { provide, requests, send, startStranger } = stage;
    for (const status of [302, 307]) {
      const stranger = await startStranger(200);
      const url = `${stranger.url}/away`;
      requests.play(redirect(status, url));
      await send([provide()]);
      await send([], { url });
      ensureBare(stage, stranger.requests, 'another origin');
    }
  }),

  'redirects: sends no credential beside the base URL': overEachAdapter(async (stage) => {
    const { origin, provide, provideBelowPath, requests, send } = stage;
    const interceptor = provideBelowPath() ?? provide();
    const [baseURL = ''] = interceptor.baseURLs;
    const { pathname } = new URL(baseURL);
    // Where the base URL is the whole origin, there is nothing beside it.
    if (pathname === '/') return;
    requests.play(redirect(302, '/beside'), { status: 200 });
    const url = pathname === prefix ? baseURL + stage.path : stage.url;
    const { arrivals } = await send([interceptor], { url });
    const bare = await send([], { url: `${origin}/beside` });
    ensureBare(stage, [...arrivals.slice(1), ...bare.arrivals], 'an address beside the base URL');
  }),

  'redirects: sends no credential to another host below a wildcard': async (stage) => {
    const { path, provideBelowWildcard, requests, send } = stage;
    const interceptor = provideBelowWildcard();
    // Where the API cannot stand below one, there is no other host.
    if (!interceptor) return;
    const [baseURL = ''] = interceptor.baseURLs;
    const url = `${atHost(baseURL, 'other')}/beside`;
    requests.play(redirect(302, url), { status: 200 });
    const { arrivals } = await send([interceptor], { url: atHost(baseURL) + path });
    const bare = await send([], { url });
    ensureBare(stage, [...arrivals.slice(1), ...bare.arrivals], 'another host below the same wildcard');
  },

  'redirects: sends no credential once another origin has led back': overEachAdapter(async (stage) => {
    const { origin, provide, requests, send, startStranger } = stage;
    const url = `${origin}/led/back`;
    const stranger = await startStranger(302, { location: url });
    requests.play(redirect(302, `${stranger.url}/away`), { status: 200 });
    const { arrivals } = await send([provide()]);
    const bare = await send([], { url });
    ensureBare(stage, [...arrivals.slice(1), ...bare.arrivals], 'an address that a stranger chose');
  }),
};

interface Arrived {
  readonly headers: object;
  readonly target: string;
}

/** Of two requests, the first has no more headers than the second, which was never authenticated. */
function ensureBare({ seen }: Stage, [own, bare]: readonly Arrived[], where: string): void {
  if (!own || !bare) return; // The redirect was not followed: nothing went anywhere.
  const { headers, target } = own;
  const added = Object.keys(headers).filter((name) => !(name in bare.headers));
  ensure(
    added.length === 0 && disclosures({ headers, target }, seen()).length === 0,
    `A redirect to ${where} took credentials along${added.length === 0 ? '' : `: ${added.join(', ')}`}. Let ` +
      'defineProvider follow redirects, which leaves them behind.',
  );
}
