import type { ServerResponse } from 'node:http';
import { type Answer, customAnswer, refusalHeader } from './answer.js';
import { inScene } from './fault-scene.js';
import type { TokenFault } from './fault.js';
import { pathOf } from './request.js';
import type { ReceivedRequest } from './server.js';

/** A request that is being answered. */
export interface Answering {
  readonly request: ReceivedRequest;
  readonly response: ServerResponse;
  /** The emulator's clock. */
  readonly now: () => number;
  /** The answer if nothing goes wrong. */
  readonly answer: (request: ReceivedRequest) => Promise<Answer>;
}

/** The faults that an emulator has been told to have. */
export interface Faults<Kind extends TokenFault> {
  /** @returns A function that takes the fault back. */
  readonly inject: (fault: Kind) => () => void;
  /**
   * Lets the faults of a request happen in the order in which they were given, each counted once it is reached: some
   * change the answer, others are the answer.
   *
   * @returns `undefined` if there is to be no answer.
   */
  readonly answer: (answering: Answering) => Promise<Answer | undefined>;
}

/** What an emulator says of itself, for its faults. */
export interface FaultyParts {
  readonly isTokenCall: (request: ReceivedRequest) => boolean;
  /** The headers that hold what may become stale, in lower case. */
  readonly credentialHeaders: readonly string[];
}

export function createFaults<Kind extends TokenFault>(
  initial: readonly Kind[],
  { isTokenCall, credentialHeaders }: FaultyParts,
): Faults<Kind> {
  const active: { readonly fault: Kind; left: number; matches(request: ReceivedRequest): boolean }[] = [];
  const inject = (fault: Kind): (() => void) => {
    refuseNonsense(fault);
    const isScope = matcher(fault);
    const isAboutTokens = fault.what === 'token-endpoint-down' || fault.what === 'token-expires-early';
    const matches = (request: ReceivedRequest): boolean =>
      isScope(request) && (!isAboutTokens || isTokenCall(request));
    const entry = { fault, left: fault.times ?? 1, matches };
    active.push(entry);
    return () => {
      entry.left = 0;
    };
  };
  function* happeningTo(request: ReceivedRequest): Generator<Kind> {
    for (const entry of active) {
      if (entry.left <= 0 || !entry.matches(request)) continue;
      entry.left -= 1;
      yield entry.fault;
    }
  }
  initial.forEach(inject);
  return {
    inject,
    answer: (answering) => answerWith(happeningTo(answering.request), answering, credentialHeaders),
  };
}

function matcher({ method, path }: TokenFault): (request: ReceivedRequest) => boolean {
  // A pattern with the flags g or y would remember where it found something.
  const pattern = path instanceof RegExp ? new RegExp(path.source, path.flags.replace(/[gy]/g, '')) : path;
  return (request) => {
    if (method !== undefined && method.toUpperCase() !== request.method.toUpperCase()) return false;
    const target = pathOf(request.target);
    return typeof pattern === 'string' ? pattern === target : (pattern?.test(target) ?? true);
  };
}

function refuseNonsense(fault: TokenFault): void {
  const { what, times = 1 } = fault;
  const refuseUnless = (isGood: boolean, problem: string): void => {
    if (!isGood) throw new Error(`[@axios-keyring/testing] The fault ${what} cannot happen: ${problem}.`);
  };
  const isCount = times === Infinity || (Number.isInteger(times) && times > 0);
  refuseUnless(isCount, 'times has to be a whole number above 0, or Infinity');
  if (what === 'server-error') {
    const { status } = fault;
    const isOfServer = Number.isInteger(status) && status >= 500 && status < 600;
    refuseUnless(isOfServer, 'status has to be from 500 to 599');
  } else if (what === 'delay') {
    const { milliseconds } = fault;
    refuseUnless(milliseconds >= 0 && milliseconds < 2 ** 31, 'milliseconds has to be 0 or more');
  } else if (what === 'clock-offset') {
    refuseUnless(Number.isFinite(fault.milliseconds), 'milliseconds has to be a number');
  }
}

async function answerWith(
  faults: Iterator<TokenFault>,
  answering: Answering,
  credentialHeaders: readonly string[],
): Promise<Answer | undefined> {
  const { request, response, now, answer } = answering;
  // The vendor's clock, so that a client can see that its own is wrong.
  response.setHeader('date', new Date(now()).toUTCString());
  const next = faults.next();
  if (next.done) return answer(request);
  const fault = next.value;
  const proceed = (): Promise<Answer | undefined> => answerWith(faults, answering, credentialHeaders);
  const explained = (given: Answer): Answer => {
    const sentence = `A fault was asked for: ${fault.what}.`;
    return { ...given, headers: { ...given.headers, [refusalHeader]: sentence } };
  };
  switch (fault.what) {
    case 'delay':
      return (await delayed(fault.milliseconds, response)) ? proceed() : undefined;
    case 'clock-offset':
      return inScene({ clockOffset: fault.milliseconds }, proceed);
    case 'token-expires-early':
      return inScene({ tokenLife: fault.after ?? 0 }, proceed);
    case 'hang':
      return undefined;
    case 'reset':
      response.socket?.resetAndDestroy();
      return undefined;
    case 'stale-credential': {
      const refused = await answer(spoiled(request, credentialHeaders));
      // A request may need no credential, or carry it elsewhere than in a header.
      return explained(refused.status >= 400 ? refused : customAnswer({ status: 401 }));
    }
    case 'rate-limit':
      return explained(customAnswer({ status: 429, headers: { 'retry-after': String(fault.retryAfter) } }));
    case 'server-error':
      return explained(customAnswer({ status: fault.status, body: fault.body }));
    case 'token-endpoint-down':
      return explained(customAnswer({ status: 503 }));
    case 'redirect':
      return explained(customAnswer({ status: fault.status ?? 307, headers: { location: fault.to } }));
  }
}

/** Whether the client is still there after the delay. */
function delayed(milliseconds: number, response: ServerResponse): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      resolve(true);
    }, milliseconds);
    // Also when the emulator is closed: a timer would keep the process alive.
    response.once('close', () => {
      clearTimeout(timer);
      resolve(false);
    });
  });
}

/**
 * The request as if its credential had become another one, so that an emulator's own checks refuse it as the vendor
 * refuses a stale credential.
 */
function spoiled(request: ReceivedRequest, credentialHeaders: readonly string[]): ReceivedRequest {
  const spoil = (name: string, value: string): string =>
    credentialHeaders.includes(name.toLowerCase()) ? `${value}-stale` : value;
  const headers = { ...request.headers };
  for (const [name, value] of Object.entries(headers))
    if (typeof value === 'string') headers[name] = spoil(name, value);
  const rawHeaders = request.rawHeaders.map((text, index, raw) =>
    index % 2 === 1 ? spoil(raw[index - 1] ?? '', text) : text,
  );
  return { ...request, headers, rawHeaders };
}
