import type { ServerResponse } from 'node:http';
import { customAnswer, type Answer } from './answer.js';
import { inScene } from './fault-scene.js';
import type { TokenFault } from './fault.js';
import { refusalHeader } from './refusal.js';
import type { ReceivedRequest } from './server.js';
import { spoilCredential } from './spoil-credential.js';

/** A request that is being answered. */
export interface Answering {
  readonly request: ReceivedRequest;
  readonly response: ServerResponse;
  /** The emulator's clock. */
  readonly now: () => number;
  readonly credentialHeaders: readonly string[];
  /** The answer if nothing goes wrong. */
  readonly answer: (request: ReceivedRequest) => Promise<Answer>;
}

/**
 * Lets the faults of one request happen, one after the other: some change the answer, others are the answer.
 *
 * @returns `undefined` if there is to be no answer.
 */
export async function answerWithFaults(
  faults: Iterator<TokenFault>,
  answering: Answering,
): Promise<Answer | undefined> {
  const { request, response, now, credentialHeaders, answer } = answering;
  // The vendor's clock, so that a client can see that its own is wrong.
  response.setHeader('date', new Date(now()).toUTCString());
  const next = faults.next();
  if (next.done) return answer(request);
  const fault = next.value;
  const proceed = (): Promise<Answer | undefined> => answerWithFaults(faults, answering);
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
    case 'stale-credential':
      return explained(fault, refusedOr401(await answer(spoilCredential(request, credentialHeaders))));
    case 'rate-limit':
      return explained(
        fault,
        customAnswer({ status: 429, headers: { 'retry-after': String(fault.retryAfter) } }),
      );
    case 'server-error':
      return explained(fault, customAnswer({ status: fault.status, body: fault.body }));
    case 'token-endpoint-down':
      return explained(fault, customAnswer({ status: 503 }));
    case 'redirect':
      return explained(fault, customAnswer({ status: fault.status ?? 307, headers: { location: fault.to } }));
  }
}

// A request may need no credential, or carry it elsewhere than in a header.
function refusedOr401(answer: Answer): Answer {
  return answer.status >= 400 ? answer : customAnswer({ status: 401 });
}

function explained({ what }: TokenFault, answer: Answer): Answer {
  return { ...answer, headers: { ...answer.headers, [refusalHeader]: `A fault was asked for: ${what}.` } };
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
