import { type Route } from '../contract/authorizer.js';
import { type MaybePromise } from '../contract/maybe-promise.js';
import { type AxiosResponse } from 'axios';
import { restoreCredentials, usedSame } from '../credentials/renewal.js';
import { isPromise } from '../platform/maybe-promise.js';
import { type Delivery } from './delivery.js';
import { errorOf, rethrow } from './error-for.js';
import { type Prepared, prepare } from './prepare.js';
import { prepareURL } from './prepare-url.js';
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
  const prepared = prepareOrFail(delivery, progress);
  if (!isPromise(prepared)) return sendOff(delivery, progress, prepared);
  return prepared.then(
    (ready) => sendOff(delivery, progress, ready),
    (error: unknown) => rethrow(errorOf(error, delivery)),
  );
}

function prepareOrFail(delivery: Delivery, { hop, route }: Progress): MaybePromise<Prepared> {
  try {
    return prepare(delivery, hop, route);
  } catch (error) {
    throw errorOf(error, delivery);
  }
}

function sendOff(delivery: Delivery, progress: Progress, prepared: Prepared): Promise<AxiosResponse> {
  return send(delivery, prepared, (answer) => {
    tellResponseURL(answer.response, prepared.hop);
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
  try {
    const again = await prepareAgain(delivery, progress, prepared, answer.response);
    if (!again) return await followOrSettle(delivery, progress, prepared, answer);
    prepared.request?.report('recovered');
    discard(answer.response);
    return await sendOff(delivery, { ...progress, tried: [...progress.tried, again.recovery] }, again);
  } catch (error) {
    throw errorOf(error, delivery);
  }
}

/** The request once more with what was put right after a refusal; `undefined` if it would be the same again. */
async function prepareAgain(
  delivery: Delivery,
  { route, tried }: Progress,
  { hop, request }: Prepared,
  response: AxiosResponse,
): Promise<(Prepared & { readonly recovery: Recovery }) | undefined> {
  try {
    const recovery = await recover(response, request, hop.data, delivery.patience, tried);
    if (!recovery) return undefined;
    const again = await prepare(delivery, hop, route);
    if (!isSameAgain(recovery, request, again.request)) return { ...again, recovery };
    if (again.request) restoreCredentials(again.request);
    return undefined;
  } catch (error) {
    discard(response);
    throw error;
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
  const onward = onwardOrDiscard(delivery, progress, hop, response);
  if (!onward) return error === undefined ? settle(response, delivery, request) : rethrow(error);
  const { url } = onward.hop;
  request?.report('redirected', { status: response.status, to: url.origin + url.pathname });
  discard(response);
  if (onward.route?.authorizer.prepareURL) prepareURL(url, onward.route, delivery.routeOf);
  return attempt(delivery, { ...progress, ...onward, followed: progress.followed + 1 });
}

type Onward = Pick<Progress, 'hop' | 'route' | 'left'>;

// An answer that nobody gets would keep its connection.
function onwardOrDiscard(
  delivery: Delivery,
  progress: Progress,
  hop: Hop,
  response: AxiosResponse,
): Onward | undefined {
  try {
    return onwardTo(delivery, progress, redirectedHop(response, hop, delivery.given, progress.followed));
  } catch (error) {
    discard(response);
    throw errorOf(error, delivery);
  }
}

function onwardTo(delivery: Delivery, { route, left }: Progress, hop: Hop | undefined): Onward | undefined {
  if (!hop) return undefined;
  const matched = delivery.routeOf(hop.url);
  if (!matched) delivery.onUnmatched(hop.url);
  return { hop, ...leave(route, route && matched, left) };
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
