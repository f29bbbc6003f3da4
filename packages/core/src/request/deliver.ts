import { type AxiosResponse } from 'axios';
import { type Route } from '../routing/route-table.js';
import { type Config } from './adapter.js';
import { type Answer, attempt, type Delivery } from './attempt.js';
import { hintFor } from './hint.js';
import { Patience } from './patience.js';
import { discard, recover, type Recovery } from './recover.js';
import { redirectedHop } from './redirect.js';
import { type Hop } from './seal.js';
import { settle } from './settle.js';

/**
 * Takes one request to its final answer: authorizes and sends every hop, renews a refused credential once, and
 * leaves nothing secret on what comes back.
 */
export async function deliver(delivery: Delivery, first: Hop, firstRoute: Route): Promise<AxiosResponse> {
  const { config } = delivery;
  const patience = new Patience(config);
  const left = new Set<Route>();
  let hop = first;
  let route: Route | undefined = firstRoute;
  const tried: Recovery[] = [];
  for (let followed = 0; ;) {
    const answer: Answer = await attempt(delivery, hop, route, patience);
    const recovery = await recover(answer, hop.data, patience, tried);
    if (recovery) {
      tried.push(recovery);
      answer.request?.report('recovered');
      discard(answer.response);
      continue;
    }
    const next: Hop | undefined = redirectedHop(answer.response, hop, config, followed);
    if (!next) return finish(answer, config);
    answer.request?.report('redirected', {
      status: answer.response.status,
      to: next.url.origin + next.url.pathname,
    });
    discard(answer.response);
    followed += 1;
    route = nextRoute(delivery, route, next.url, left);
    route?.authorizer.prepareURL?.(next.url);
    hop = next;
  }
}

// Whoever a request was handed to chooses where it goes next. So a route that was left is not used again: the
// other side would choose what gets signed. After an address of no route at all, none is.
function nextRoute(
  delivery: Delivery,
  current: Route | undefined,
  url: URL,
  left: Set<Route>,
): Route | undefined {
  if (!current) return undefined;
  const next = delivery.routeOf(url);
  if (next !== current) left.add(current);
  return next && !left.has(next) ? next : undefined;
}

function finish({ response, error, request }: Answer, config: Config): AxiosResponse {
  return error === undefined ? settle(response, config, () => hintFor(response, request)) : rethrow(error);
}

// Whatever a custom adapter rejected with is the user's to handle, also where it is no Error.
function rethrow(error: unknown): never {
  throw error;
}
