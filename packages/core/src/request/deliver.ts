import { type AxiosResponse } from 'axios';
import { usedSame } from '../credentials/renewal.js';
import { isPromise, type MaybePromise } from '../maybe-promise.js';
import { type Route } from '../routing/route-table.js';
import { type Delivery } from './delivery.js';
import { errorFor, rethrow } from './error-for.js';
import { type Prepared, prepare } from './prepare.js';
import { discard, recover, type Recovery } from './recover.js';
import { redirectedHop } from './redirect.js';
import { tellResponseURL } from './response-url.js';
import { type Hop } from './seal.js';
import { type SealedRequest } from './sealed-request.js';
import { type Answer, send } from './send.js';
import { settle } from './settle.js';

/** How far a request has got. */
interface Progress {
  readonly hop: Hop;
  readonly route: Route | undefined;
  /** What was put right already after refusals. */
  readonly tried: readonly Recovery[];
  /** The routes that redirects have left. */
  readonly left: readonly Route[];
  /** How many redirects were followed. */
  readonly followed: number;
}

const none: readonly never[] = [];

/**
 * Takes one request to its final answer: authorizes and sends every hop, renews a refused credential once, and
 * leaves nothing secret on what comes back. Nothing is waited for but the adapter, unless there is need.
 *
 * @throws KeyringError at once, or rejects with it, if the request cannot be authorized.
 */
export function deliver(delivery: Delivery, hop: Hop, route: Route): Promise<AxiosResponse> {
  return attempt(delivery, { hop, route, tried: none, left: none, followed: 0 });
}

function attempt(delivery: Delivery, progress: Progress): Promise<AxiosResponse> {
  const prepared = prepare(delivery, progress.hop, progress.route);
  if (!isPromise(prepared)) return sendOff(delivery, progress, prepared);
  return prepared.then(
    (ready) => sendOff(delivery, progress, ready),
    (error: unknown) => rethrow(errorFor(error, delivery.config)),
  );
}

function sendOff(delivery: Delivery, progress: Progress, prepared: Prepared): Promise<AxiosResponse> {
  return send(delivery, prepared, (answer) => {
    tellResponseURL(answer.response, prepared.hop.url);
    return answer.response.status < 400
      ? followOrSettle(delivery, progress, prepared, answer)
      : recoverOrSettle(delivery, progress, prepared, answer);
  });
}

async function recoverOrSettle(
  delivery: Delivery,
  progress: Progress,
  prepared: Prepared,
  answer: Answer,
): Promise<AxiosResponse> {
  const { route, tried } = progress;
  const { hop, request } = prepared;
  try {
    const recovery = await recover(answer.response, request, hop.data, delivery.patience, tried);
    const again = recovery && (await prepare(delivery, hop, route));
    if (!again || isSameAgain(recovery, request, again.request)) {
      return await followOrSettle(delivery, progress, prepared, answer);
    }
    request?.report('recovered');
    discard(answer.response);
    return await sendOff(delivery, { ...progress, tried: [...tried, recovery] }, again);
  } catch (error) {
    throw errorFor(error, delivery.config);
  }
}

// A vendor's library, or a user's function, may keep the token that was refused and give it once more.
function isSameAgain(
  recovery: Recovery,
  refused: SealedRequest | undefined,
  next: SealedRequest | undefined,
): boolean {
  return recovery === 'credential' && refused !== undefined && next !== undefined && usedSame(refused, next);
}

function followOrSettle(
  delivery: Delivery,
  progress: Progress,
  { hop, request }: Prepared,
  { response, error }: Answer,
): MaybePromise<AxiosResponse> {
  const { route, left, followed } = progress;
  const next = redirectedHop(response, hop, delivery.config, followed);
  if (!next) return error === undefined ? settle(response, delivery.config, request) : rethrow(error);
  request?.report('redirected', { status: response.status, to: next.url.origin + next.url.pathname });
  discard(response);
  const onward = leave(route, route && delivery.routeOf(next.url), left);
  onward.route?.authorizer.prepareURL?.(next.url);
  return attempt(delivery, { ...progress, ...onward, hop: next, followed: followed + 1 });
}

/**
 * Whoever a request was handed to chooses where it goes next. So a route that was left is not used again: the other
 * side would choose what gets signed. After an address of no route at all, none is.
 */
function leave(
  route: Route | undefined,
  next: Route | undefined,
  left: readonly Route[],
): Pick<Progress, 'route' | 'left'> {
  const behind = route && next !== route ? [...left, route] : left;
  return { route: next && !behind.includes(next) ? next : undefined, left: behind };
}
