import { type AxiosResponse } from 'axios';
import { isPromise } from '../maybe-promise.js';
import { type Route } from '../routing/route-table.js';
import { type Delivery } from './delivery.js';
import { hintFor } from './hint.js';
import { Patience } from './patience.js';
import { prepare } from './prepare.js';
import { discard, recover, type Recovery } from './recover.js';
import { redirectedHop } from './redirect.js';
import { tellResponseURL } from './response-url.js';
import { type Hop } from './seal.js';
import { send } from './send.js';
import { settle } from './settle.js';

/**
 * Takes one request to its final answer: authorizes and sends every hop, renews a refused credential once, and
 * leaves nothing secret on what comes back.
 */
export async function deliver(delivery: Delivery, first: Hop, firstRoute: Route): Promise<AxiosResponse> {
  const { config, inner } = delivery;
  const patience = new Patience(config);
  const left = new Set<Route>();
  const tried: Recovery[] = [];
  let hop = first;
  let route: Route | undefined = firstRoute;
  for (let followed = 0; ;) {
    const preparing = prepare(delivery, hop, route, patience);
    const prepared = isPromise(preparing) ? await preparing : preparing;
    const { request } = prepared;
    const { response, error } = await send(inner.adapter, prepared, config);
    tellResponseURL(response, hop.url);
    const recovery =
      response.status < 400 ? undefined : await recover(response, request, hop.data, patience, tried);
    if (recovery) {
      tried.push(recovery);
      request?.report('recovered');
      discard(response);
      continue;
    }
    const next: Hop | undefined = redirectedHop(response, hop, config, followed);
    if (!next) {
      if (error !== undefined) return rethrow(error);
      return settle(response, config, () => hintFor(response, request));
    }
    request?.report('redirected', { status: response.status, to: next.url.origin + next.url.pathname });
    discard(response);
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

// Whatever a custom adapter rejected with is the user's to handle, also where it is no Error.
function rethrow(error: unknown): never {
  throw error;
}
