import { type AxiosResponse } from 'axios';
import { isPromise } from '../maybe-promise.js';
import { type Route } from '../routing/route-table.js';
import { type Config } from './adapter.js';
import { type Delivery } from './delivery.js';
import { errorFor, rethrow } from './error-for.js';
import { hintFor } from './hint.js';
import { Patience } from './patience.js';
import { prepare } from './prepare.js';
import { discard, recover, type Recovery } from './recover.js';
import { redirectedHop } from './redirect.js';
import { tellResponseURL } from './response-url.js';
import { type Hop } from './seal.js';
import { type SealedRequest } from './sealed-request.js';
import { send } from './send.js';
import { settle } from './settle.js';

/**
 * Takes one request to its final answer: authorizes and sends every hop, renews a refused credential once, and
 * leaves nothing secret on what comes back.
 */
export async function deliver(delivery: Delivery, first: Hop, firstRoute: Route): Promise<AxiosResponse> {
  const { config, inner } = delivery;
  let hop = first;
  let route: Route | undefined = firstRoute;
  let tried: readonly Recovery[] = [];
  let left: readonly Route[] = [];
  try {
    const patience = new Patience(config);
    for (let followed = 0; ;) {
      const preparing = prepare(delivery, hop, route, patience);
      const prepared = isPromise(preparing) ? await preparing : preparing;
      const { request } = prepared;
      const { response, error } = await send(inner.adapter, prepared, config);
      tellResponseURL(response, hop.url);
      const isRefusal = response.status >= 400;
      const recovery = isRefusal ? await recover(response, request, hop.data, patience, tried) : undefined;
      if (recovery) {
        tried = [...tried, recovery];
        request?.report('recovered');
        discard(response);
        continue;
      }
      const next: Hop | undefined = redirectedHop(response, hop, config, followed);
      if (!next) return finish(response, error, config, request);
      request?.report('redirected', { status: response.status, to: next.url.origin + next.url.pathname });
      discard(response);
      followed += 1;
      const nextRoute: Route | undefined = route && delivery.routeOf(next.url);
      // Whoever a request was handed to chooses where it goes next. So a route that was left is not used again: the
      // other side would choose what gets signed. After an address of no route at all, none is.
      if (route && nextRoute !== route) left = [...left, route];
      route = nextRoute && !left.includes(nextRoute) ? nextRoute : undefined;
      route?.authorizer.prepareURL?.(next.url);
      hop = next;
    }
  } catch (error) {
    throw errorFor(error, config);
  }
}

function finish(
  response: AxiosResponse,
  error: unknown,
  config: Config,
  request: SealedRequest | undefined,
): AxiosResponse {
  if (error !== undefined) return rethrow(error);
  return settle(response, config, () => hintFor(response, request));
}
