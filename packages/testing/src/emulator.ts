import { customAnswer, json, send, type Answer, type CustomAnswer } from './answer.js';
import { answerWithFaults } from './fault-answer.js';
import type { Fault, TokenFault } from './fault.js';
import { createFaults } from './faults.js';
import { Refusal } from './refusal.js';
import { pathOf } from './request.js';
import { startServer, type ReceivedRequest, type TestServer } from './server.js';

/** Options of every emulator. */
export interface EmulatorOptions<Kind extends TokenFault = Fault> {
  /** The clock against which dates and token lives are checked, in milliseconds since 1970. Default: `Date.now`. */
  readonly now?: (() => number) | undefined;
  /**
   * Answers a request whose credentials were accepted. Return `undefined` for the default answer. Default: none.
   */
  readonly respond?:
    ((request: ReceivedRequest) => CustomAnswer | undefined | Promise<CustomAnswer | undefined>) | undefined;
  /** What goes wrong from the start; the method `inject` adds to it. Default: nothing. */
  readonly faults?: readonly Kind[] | undefined;
}

/** A running emulator of a vendor's API. */
export interface Emulator<Credentials, Kind extends TokenFault = Fault> extends TestServer {
  /** What the emulator accepts: the values given as options, or their defaults. */
  readonly credentials: Credentials;
  /**
   * Makes something go wrong with the requests to come. All faults that concern a request happen to it, in the order
   * in which they were given, until one of them is the answer.
   *
   * @returns A function that takes the fault back.
   */
  inject(fault: Kind): () => void;
}

/**
 * One station on a request's way through an emulator: it answers, refuses by throwing a {@link Refusal}, or lets the
 * request pass to the next station.
 */
export type Step = (request: ReceivedRequest) => Answer | undefined | Promise<Answer | undefined>;

/** A station that only lets pass or refuses. */
export type Check = (request: ReceivedRequest) => undefined;

/** What makes up an emulator, in the order in which a request meets it. */
export interface EmulatorParts<Credentials, Kind extends TokenFault = Fault> {
  readonly options: EmulatorOptions<Kind>;
  readonly credentials: Credentials;
  /** In the order in which the vendor is seen to check. */
  readonly checks: readonly Check[];
  /** The vendor's well known answers. What none of them answers is echoed. */
  readonly routes: readonly Step[];
  /** Whether a request fetches a token. Default: none does. */
  readonly isTokenCall?: ((request: ReceivedRequest) => boolean) | undefined;
}

/** Answers a method and a path; the pattern is matched against the raw path, without the query. */
export function route(method: string, path: RegExp, answer: (request: ReceivedRequest) => Answer): Step {
  return (request) =>
    request.method === method && path.test(pathOf(request.target)) ? answer(request) : undefined;
}

/** Starts an emulator. Its clock is one that faults can put off: see `startEmulator`. */
export async function runEmulator<Credentials, Kind extends TokenFault = Fault>(
  parts: EmulatorParts<Credentials, Kind>,
): Promise<Emulator<Credentials, Kind>> {
  const { options, credentials, checks, routes, isTokenCall = () => false } = parts;
  const steps = [...checks, respondStep(options), ...routes];
  const { now = Date.now } = options;
  const faults = createFaults(options.faults ?? [], isTokenCall);
  const server = await startServer(async (request, response) => {
    const happening = faults.happeningTo(request)[Symbol.iterator]();
    const answer = await answerWithFaults(happening, {
      request,
      response,
      now,
      answer: (received) => firstAnswer(steps, received),
    });
    if (answer) send(response, answer);
  });
  return { ...server, credentials, inject: (fault) => faults.inject(fault) };
}

function respondStep({ respond }: EmulatorOptions<TokenFault>): Step {
  return async (request) => {
    const custom = await respond?.(request);
    return custom && customAnswer(custom);
  };
}

async function firstAnswer(steps: readonly Step[], request: ReceivedRequest): Promise<Answer> {
  try {
    for (const step of steps) {
      const answer = await step(request);
      if (answer) {
        return answer;
      }
    }
  } catch (error) {
    if (error instanceof Refusal) {
      return error.answer;
    }
    throw error;
  }
  return json(200, { method: request.method, target: request.target, body: request.body.toString() });
}
