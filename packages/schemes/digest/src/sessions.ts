import {
  randomId,
  type Refusal,
  type Remedy,
  type RequestHead,
  type Secret,
  type WireRequest,
} from '@axios-keyring/core';
import { withinTime } from '@axios-keyring/core/engine';
import { isStale, nextNonce, type Offer, type Session, strongestOffer } from './answer.js';
import { longestWait, Turns } from './turns.js';

/** What a request is answered with. */
export interface Use {
  readonly session: Session;
  readonly password: string;
  /** Whether it answers a challenge that was meant for this very request. */
  readonly isOwn: boolean;
  /** Whether other requests may be authenticated with it meanwhile. */
  readonly isShared: boolean;
}

/** A first request, for whose outcome the others wait, so that a wrong password is not tried by all of them. */
interface Trial {
  readonly request: WireRequest;
  /** That of the challenge that it answers. */
  nonce: string | undefined;
  readonly ended: Promise<Outcome>;
  readonly end: (outcome: Outcome) => void;
}

interface Outcome {
  /** The password that was refused. */
  readonly refused?: string;
}

/** What is known below one base URL. */
interface Space {
  /** What all requests share; the API has accepted it. */
  session: Session | undefined;
  /** Whether the API keeps count of each client, which it knows by `opaque`: then no two requests at a time have the same. */
  isStrict: boolean;
  /** Those that no request has at the moment. */
  readonly idle: Session[];
  readonly turns: Turns;
  /** The challenge that was answered last. */
  offer: Offer | undefined;
  trial: Trial | undefined;
}

/** The nonces of an interceptor, by base URL. */
export class Sessions {
  readonly #spaces = new Map<string, Space>();
  readonly #uses = new WeakMap<WireRequest, Use>();
  readonly #withBody = new WeakSet<RequestHead>();
  readonly #resigned = new WeakSet<WireRequest>();

  /** Whether the body goes into the answer. To be asked before {@link useFor}. */
  readsBody(request: RequestHead): boolean {
    const { refusal, baseURL } = request;
    const offer = refusal ? strongestOffer(refusal) : this.offerAt(baseURL);
    if (offer?.qop !== 'auth-int') return false;
    this.#withBody.add(request);
    return true;
  }

  /** The challenge that is answered below a base URL as long as the API takes that. */
  offerAt(baseURL: string): Offer | undefined {
    return this.#spaces.get(baseURL)?.offer;
  }

  /** What a request is answered with; `undefined` if it has to ask for a challenge. */
  async useFor(request: WireRequest, password: Secret): Promise<Use | undefined> {
    const offer = request.refusal && strongestOffer(request.refusal);
    const session = offer
      ? { offer, nonce: offer.nonce, cnonce: randomId(), count: 0 }
      : await this.#shared(request, password);
    if (!session) return undefined;
    const isOwn = offer !== undefined;
    const isShared = !isOwn && !this.#spaceOf(request).isStrict;
    const use = { session, password: await password(request), isOwn, isShared };
    this.#uses.set(request, use);
    return use;
  }

  async #shared(request: WireRequest, password: Secret): Promise<Session | undefined> {
    // It may be a stream, which would be lost with a nonce that turns out to be old.
    if (request.bodyLength === undefined) return undefined;
    const space = this.#spaceOf(request);
    while (!space.session && !space.isStrict) {
      const { trial } = space;
      if (!trial) {
        space.trial = newTrial(request);
        return undefined;
      }
      const outcome = await withinTime(longestWait, () => trial.ended).catch(() => undefined);
      if (!outcome && space.trial === trial) space.trial = undefined;
      if (outcome?.refused !== undefined && outcome.refused === (await password(request))) {
        this.#resigned.add(request);
        return undefined;
      }
    }
    const isReady = space.offer?.qop !== 'auth-int' || this.#withBody.has(request);
    if (!isReady) return undefined;
    if (!space.isStrict) return space.session;
    await space.turns.take();
    return space.idle.pop();
  }

  /** Has nobody wait for a request that is only explained, and never sent. */
  withdraw(request: WireRequest): void {
    const space = this.#spaceOf(request);
    if (space.trial?.request === request) endTrial(space, {});
  }

  /** Learns of an answer, and says what makes sending the request once more worth while. */
  learn(answer: Refusal, request: WireRequest): Remedy | undefined {
    const space = this.#spaceOf(request);
    const use = this.#uses.get(request);
    if (answer.status !== 401) {
      // One of a gateway in between proves nothing.
      if (use && answer.status < 500) accept(space, use, answer);
      else if (!this.#resigned.has(request)) {
        endTrial(space, {});
        if (!use?.isShared) space.turns.end();
      }
      return undefined;
    }
    const offer = strongestOffer(answer);
    if (this.#resigned.has(request)) return offer && 'credential';
    const remedy = this.#remedyFor(answer, offer, use, space);
    if (remedy === 'again') {
      if (use && !space.session && !space.isStrict) space.trial ??= newTrial(request);
      if (space.trial?.request === request) space.trial.nonce = offer?.nonce;
      return remedy;
    }
    if (!use?.isShared && remedy !== 'wait') space.turns.end();
    if (!use || space.trial?.nonce === use.session.nonce) {
      endTrial(space, use && remedy ? { refused: use.password } : {});
    }
    return remedy;
  }

  #remedyFor(
    answer: Refusal,
    offer: Offer | undefined,
    use: Use | undefined,
    space: Space,
  ): Remedy | undefined {
    if (!use || !offer) return offer && 'again';
    const { session, isOwn, isShared } = use;
    if (isStale(answer)) {
      if (space.session === session) space.session = undefined;
      return isOwn ? undefined : 'again';
    }
    const isOther = offer.nonce !== session.nonce;
    if (isShared && isOther && tellsClients(offer) && offer.opaque === session.offer.opaque) {
      // Requests have overtaken each other, and the new nonce is of the same client. By itself each gets another one.
      makeStrict(space);
      return 'wait';
    }
    // It may be about the nonce only, which not every API says.
    if (!isOwn && isOther) return 'again';
    space.session = undefined;
    return 'credential';
  }

  #spaceOf({ baseURL }: WireRequest): Space {
    let space = this.#spaces.get(baseURL);
    if (!space) {
      space = {
        session: undefined,
        isStrict: false,
        idle: [],
        turns: new Turns(),
        offer: undefined,
        trial: undefined,
      };
      this.#spaces.set(baseURL, space);
    }
    return space;
  }
}

function accept(space: Space, { session, isOwn, isShared }: Use, answer: Refusal): void {
  const nonce = nextNonce(answer);
  const next = nonce === undefined ? session : { ...session, nonce, count: 0 };
  space.offer = session.offer;
  if (nonce !== undefined && tellsClients(session.offer)) makeStrict(space);
  if (space.isStrict && !isShared) {
    space.idle.push(next);
    space.turns.end();
  }
  if (!space.isStrict && (isOwn || nonce !== undefined)) space.session = next;
  endTrial(space, {});
}

function tellsClients({ opaque = '' }: Offer): boolean {
  return opaque !== '';
}

function makeStrict(space: Space): void {
  space.isStrict = true;
  space.session = undefined;
}

function endTrial(space: Space, outcome: Outcome): void {
  space.trial?.end(outcome);
  space.trial = undefined;
}

function newTrial(request: WireRequest): Trial {
  let end: Trial['end'] = () => undefined;
  const ended = new Promise<Outcome>((resolve) => {
    end = resolve;
  });
  return { request, nonce: undefined, ended, end };
}
