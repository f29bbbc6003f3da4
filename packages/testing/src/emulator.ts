import { type Answer, type CustomAnswer, customAnswer, json, Refusal } from './answer.js';
import { faultyClock } from './fault-scene.js';
import type { Fault, TokenFault } from './fault.js';
import { createFaults } from './faults.js';
import { pathOf } from './request.js';
import { startServer, type ReceivedRequest, type ServerIdentity, type TestServer } from './server.js';

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
  /** The port of 127.0.0.1. Default: a free one. */
  readonly port?: number | undefined;
}

/** A route of a shared config that leads to an emulator. */
export interface EmulatorRoute {
  readonly provider: string;
  readonly baseURL?: string;
  /** With the emulator’s credentials as they are. */
  readonly options: object;
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
  /**
   * What a shared config says to reach the emulator.
   *
   * @param url - where it is reached, without a trailing slash. Default: its own URL.
   */
  routes(url?: string): readonly EmulatorRoute[];
}

/**
 * One station on a request's way through an emulator: it answers, refuses by throwing a {@link Refusal}, or lets the
 * request pass to the next station.
 */
export type Step = (request: ReceivedRequest) => Answer | undefined | Promise<Answer | undefined>;

/** A station that only lets pass or refuses. */
export type Check = (request: ReceivedRequest) => undefined;

/** What makes up an emulator. A request meets the checks, then the user’s own answer, then the vendor’s. */
export interface EmulatorParts<Credentials> {
  /** The provider that the emulator is for, as a config names it. */
  readonly provider: string;
  readonly credentials: Credentials;
  /** In the order in which the vendor is seen to check. */
  readonly checks: readonly Check[];
  /** The vendor's well known answers. What none of them answers is echoed. */
  readonly answers: readonly Step[];
  /** Whether a request fetches a token. Default: none does. */
  readonly isTokenCall?: ((request: ReceivedRequest) => boolean) | undefined;
  /** The headers that hold what may become stale, in lower case. Default: `authorization`. */
  readonly credentialHeaders?: readonly string[];
  /** What it speaks TLS with, asking its clients for certificates. Default: plain http. */
  readonly identity?: ServerIdentity | undefined;
  /** Default: one route whose base URL is the emulator, with the credentials as its options. */
  readonly routes?: ((url: string) => readonly Omit<EmulatorRoute, 'provider'>[]) | undefined;
}

/** Answers a method and a path; the pattern is matched against the raw path, without the query. */
export function answerTo(method: string, path: RegExp, answer: (request: ReceivedRequest) => Answer): Step {
  return (request) =>
    request.method === method && path.test(pathOf(request.target)) ? answer(request) : undefined;
}

/** The same checks, for some requests only. */
export function checksFor(isMeant: (request: ReceivedRequest) => boolean, checks: readonly Check[]): Check[] {
  return checks.map((check) => (request) => {
    if (isMeant(request)) check(request);
  });
}

/** The clock that the parts of an emulator go by: faults can put it off. */
export function clockOf({ now }: EmulatorOptions<TokenFault>): () => number {
  return faultyClock(now);
}

/** Starts an emulator on 127.0.0.1. */
export async function runEmulator<Credentials extends object, Kind extends TokenFault = Fault>(
  options: EmulatorOptions<Kind>,
  parts: EmulatorParts<Credentials>,
): Promise<Emulator<Credentials, Kind>> {
  const now = clockOf(options);
  const { provider, credentials, credentialHeaders = ['authorization'], isTokenCall = () => false } = parts;
  const { routes = (baseURL: string) => [{ baseURL, options: { ...credentials } }] } = parts;
  const steps = [...parts.checks, respondStep(options), ...parts.answers];
  const faults = createFaults(options.faults ?? [], { isTokenCall, credentialHeaders });
  const server = await startServer(
    async (request, response) => {
      const answer = await faults.answer({
        ...{ request, response, now },
        answer: (received) => firstAnswer(steps, received),
      });
      if (!answer) return;
      for (const [name, value] of Object.entries(answer.headers)) response.setHeader(name, value);
      response.statusCode = answer.status;
      response.end(answer.body);
    },
    options.port,
    parts.identity,
  );
  return {
    ...{ ...server, credentials, inject: faults.inject },
    routes: (url = server.url) => routes(url).map((route) => ({ provider, ...route })),
  };
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
      if (answer) return answer;
    }
  } catch (error) {
    if (error instanceof Refusal) return error.answer;
    throw error;
  }
  return json(200, { method: request.method, target: request.target, body: request.body.toString() });
}
