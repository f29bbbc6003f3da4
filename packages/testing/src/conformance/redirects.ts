import { adapters, type Check, ensure } from './check.js';
import { disclosures } from './disclosure.js';
import { prefix } from './gate.js';
import { ensureAuthenticated, type Stage } from './stage.js';

/** A redirect is a new request: it is authenticated where it leads, or not at all. */
export const redirects: readonly Check[] = [
  { promise: 'redirects: authenticates again below the base URL', check: authenticatesAgain, adapters },
  { promise: 'redirects: sends no credential to another origin', check: leavesBehind, adapters },
  { promise: 'redirects: sends no credential beside the base URL', check: staysBelow, adapters },
  {
    promise: 'redirects: sends no credential once another origin has led back',
    check: doesNotComeBack,
    adapters,
  },
];

async function authenticatesAgain({ gate, send, provide, path }: Stage): Promise<void> {
  for (const status of [302, 307]) {
    gate.play({ status, location: path }, undefined);
    const { outcome, arrivals } = await send([provide()]);
    const what = `A request after a redirect (${status}) below the base URL`;
    const advice = 'Redirects have to be followed, with credentials made anew for each hop.';
    ensureAuthenticated({ outcome, arrivals: arrivals.slice(1) }, what, advice);
  }
}

async function leavesBehind(stage: Stage): Promise<void> {
  const { gate, send, provide, startStranger } = stage;
  for (const status of [302, 307]) {
    const stranger = await startStranger(200);
    const location = `${stranger.url}/away`;
    gate.play({ status, location });
    await send([provide()]);
    await send([], { url: location });
    ensureBare(stage, stranger.requests, 'another origin');
  }
}

async function staysBelow(stage: Stage): Promise<void> {
  const { gate, send, provide, provideBelowPath } = stage;
  const interceptor = provideBelowPath() ?? provide();
  const [baseURL = ''] = interceptor.baseURLs;
  const { pathname } = new URL(baseURL);
  // Where the base URL is the whole origin, there is nothing beside it.
  if (pathname === '/') return;
  gate.play({ status: 302, location: '/beside' }, { status: 200 });
  const url = pathname === prefix ? gate.url + prefix + stage.path : stage.url;
  const { arrivals } = await send([interceptor], { url });
  const bare = await send([], { url: `${gate.url}/beside` });
  ensureBare(stage, [...arrivals.slice(1), ...bare.arrivals], 'an address beside the base URL');
}

async function doesNotComeBack(stage: Stage): Promise<void> {
  const { gate, send, provide, startStranger } = stage;
  const back = `${gate.url}/led/back`;
  const stranger = await startStranger(302, { location: back });
  gate.play({ status: 302, location: `${stranger.url}/away` }, { status: 200 });
  const { arrivals } = await send([provide()]);
  const bare = await send([], { url: back });
  ensureBare(stage, [...arrivals.slice(1), ...bare.arrivals], 'an address that a stranger chose');
}

interface Arrived {
  readonly headers: object;
  readonly target: string;
}

/** Of two requests, the first has no more headers than the second, which was never authenticated. */
function ensureBare({ seen }: Stage, [own, bare]: readonly Arrived[], where: string): void {
  if (!own || !bare) return; // The redirect was not followed: nothing went anywhere.
  const added = Object.keys(own.headers).filter((name) => !(name in bare.headers));
  const { headers, target } = own;
  ensure(
    added.length === 0 && disclosures({ headers, target }, seen()).length === 0,
    `A redirect to ${where} took credentials along${added.length === 0 ? '' : `: ${added.join(', ')}`}. Let ` +
      'defineProvider follow redirects, which leaves them behind.',
  );
}
