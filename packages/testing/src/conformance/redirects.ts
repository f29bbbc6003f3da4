import { startServer, type TestServer } from '../server.js';
import { disclosures } from './disclosure.js';
import { prefix } from './gate.js';
import { ensure } from './requirement.js';
import { adapters, ask, outcomeOf, type Stage, withStage } from './stage.js';
import type { AxiosClientLike, InterceptorLike } from './subject.js';
import type { Check, Trial } from './trial.js';

/** A redirect is a new request: it is authenticated where it leads, or not at all. */
export const redirects: readonly Check[] = [
  { name: 'redirects: authenticates again below the base URL', run: authenticatesAgain },
  { name: 'redirects: sends no credential to another origin', run: leavesBehind },
  { name: 'redirects: sends no credential beside the base URL', run: staysBelow },
  { name: 'redirects: sends no credential once another origin has led back', run: doesNotComeBack },
];

async function authenticatesAgain(trial: Trial): Promise<void> {
  await withStage(trial, async ({ gate, client, provide, url }) => {
    for (const [round, adapter] of adapters.entries()) {
      for (const [turn, status] of [302, 307].entries()) {
        const first = (round * 2 + turn) * 2;
        gate.play((index) => (index === first ? { status, location: trial.path } : undefined));
        await outcomeOf(ask(client([provide()], { adapter }), url));
        const [sent, redirected] = gate.arrivals.slice(first);
        ensure(
          sent !== undefined && gate.arrivals.length === first + 2,
          `A redirect (${status}) below the base URL was not followed over the ${adapter} adapter.`,
        );
        ensure(
          redirected?.accepted === true,
          `After a redirect (${status}) below the base URL, the request was not authenticated. Credentials have to be ` +
            'made anew for each hop.',
        );
      }
    }
  });
}

async function withStranger(
  answer: { readonly location?: string },
  act: (stranger: TestServer) => Promise<void>,
): Promise<void> {
  const stranger = await startServer((_, response) => {
    response.writeHead(answer.location === undefined ? 200 : 302, { ...answer }).end();
  });
  try {
    await act(stranger);
  } finally {
    await stranger.close();
  }
}

async function leavesBehind(trial: Trial): Promise<void> {
  await withStage(trial, async ({ gate, client, provide, url, secrets }) => {
    for (const adapter of adapters) {
      for (const status of [302, 307]) {
        await withStranger({}, async (stranger) => {
          gate.play(() => ({ status, location: `${stranger.url}/away` }));
          await outcomeOf(ask(client([provide()], { adapter }), url));
          await outcomeOf(ask(client([], { adapter }), `${stranger.url}/away`));
          ensureBare(stranger.requests, secrets(), 'another origin');
        });
      }
    }
  });
}

interface Arrived {
  readonly headers: object;
  readonly target: string;
}

/** Of two requests, the first has no more headers than the second, which was never authenticated. */
function ensureBare([own, bare]: readonly Arrived[], secrets: readonly string[], where: string): void {
  if (!bare) return; // The redirect was not followed: nothing went anywhere.
  const added = Object.keys(own?.headers ?? {}).filter((name) => !(name in bare.headers));
  ensure(
    added.length === 0 && disclosures({ headers: own?.headers, target: own?.target }, secrets).length === 0,
    `A redirect to ${where} took credentials along${added.length === 0 ? '' : `: ${added.join(', ')}`}. Let ` +
      'defineProvider follow redirects, which leaves them behind.',
  );
}

async function staysBelow(trial: Trial): Promise<void> {
  await withStage(trial, async (stage) => {
    const { gate, client, provide, secrets } = stage;
    const interceptor = belowPath(stage) ?? provide();
    const [baseURL = ''] = interceptor.baseURLs;
    // Where the base URL is the whole origin, there is nothing beside it.
    if (new URL(baseURL).pathname === '/') return;
    for (const adapter of adapters) {
      const first = gate.arrivals.length;
      gate.play((index) => (index === first ? { status: 302, location: '/beside' } : { status: 200 }));
      const path = new URL(baseURL).pathname === prefix ? prefix + trial.path : trial.path;
      await outcomeOf(ask(client([interceptor], { adapter }), gate.url + path));
      await outcomeOf(ask(client([], { adapter }), `${gate.url}/beside`));
      ensureBare(gate.arrivals.slice(first + 1), secrets(), 'an address beside the base URL');
    }
  });
}

function belowPath({ gate, provide }: Stage): InterceptorLike | undefined {
  try {
    return provide({ baseURL: gate.url + prefix });
  } catch {
    return undefined;
  }
}

async function doesNotComeBack(trial: Trial): Promise<void> {
  await withStage(trial, async ({ gate, client, provide, url, secrets }) => {
    for (const adapter of adapters) {
      await withStranger({ location: `${gate.url}/led/back` }, async (stranger) => {
        const first = gate.arrivals.length;
        const location = `${stranger.url}/away`;
        gate.play((index) => (index === first ? { status: 302, location } : { status: 200 }));
        const bare: AxiosClientLike = client([], { adapter });
        await outcomeOf(ask(client([provide()], { adapter }), url));
        await outcomeOf(ask(bare, `${gate.url}/led/back`));
        ensureBare(gate.arrivals.slice(first + 1), secrets(), 'an address that a stranger chose');
      });
    }
  });
}
