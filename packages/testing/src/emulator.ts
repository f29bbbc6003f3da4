import { customAnswer, json, send, type Answer, type CustomAnswer } from './answer.js';
import { Refusal } from './refusal.js';
import { pathOf } from './request.js';
import { startServer, type ReceivedRequest, type TestServer } from './server.js';

/** Options of every emulator. */
export interface EmulatorOptions {
  /** The clock against which dates and token lives are checked, in milliseconds since 1970. Default: `Date.now`. */
  readonly now?: (() => number) | undefined;
  /**
   * Answers a request whose credentials were accepted. Return `undefined` for the default answer. Default: none.
   */
  readonly respond?:
    ((request: ReceivedRequest) => CustomAnswer | undefined | Promise<CustomAnswer | undefined>) | undefined;
}

/** A running emulator of a vendor's API. */
export interface Emulator<Credentials> extends TestServer {
  /** What the emulator accepts: the values given as options, or their defaults. */
  readonly credentials: Credentials;
}

/**
 * One station on a request's way through an emulator: it answers, refuses by throwing a {@link Refusal}, or lets the
 * request pass to the next station.
 */
export type Step = (request: ReceivedRequest) => Answer | undefined | Promise<Answer | undefined>;

/** A station that only lets pass or refuses. */
export type Check = (request: ReceivedRequest) => undefined;

/** What makes up an emulator, in the order in which a request meets it. */
export interface EmulatorParts<Credentials> {
  readonly options: EmulatorOptions;
  readonly credentials: Credentials;
  /** In the order in which the vendor is seen to check. */
  readonly checks: readonly Check[];
  /** The vendor's well known answers. What none of them answers is echoed. */
  readonly routes: readonly Step[];
}

/** Answers a method and a path; the pattern is matched against the raw path, without the query. */
export function route(method: string, path: RegExp, answer: (request: ReceivedRequest) => Answer): Step {
  return (request) =>
    request.method === method && path.test(pathOf(request.target)) ? answer(request) : undefined;
}

export async function runEmulator<Credentials>(
  parts: EmulatorParts<Credentials>,
): Promise<Emulator<Credentials>> {
  const steps = [...parts.checks, respondStep(parts.options), ...parts.routes];
  const { now = Date.now } = parts.options;
  const server = await startServer(async (request, response) => {
    // The vendor's clock, so that a client can see that its own is wrong.
    response.setHeader('date', new Date(now()).toUTCString());
    send(response, await firstAnswer(steps, request));
  });
  return { ...server, credentials: parts.credentials };
}

function respondStep({ respond }: EmulatorOptions): Step {
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
