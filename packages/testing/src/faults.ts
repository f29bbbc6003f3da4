import { isAboutTokens, type TokenFault } from './fault.js';
import { pathOf } from './request.js';
import type { ReceivedRequest } from './server.js';

/** The faults that an emulator has been told to have. */
export interface Faults<Kind extends TokenFault> {
  /** @returns A function that takes the fault back. */
  inject(fault: Kind): () => void;
  /** The faults that happen to a request, each counted once it is reached, in the order in which they were given. */
  happeningTo(request: ReceivedRequest): Iterable<Kind>;
}

/**
 * @param initial - what is wrong from the start
 * @param isTokenCall - whether a request fetches a token
 */
export function createFaults<Kind extends TokenFault>(
  initial: readonly Kind[],
  isTokenCall: (request: ReceivedRequest) => boolean,
): Faults<Kind> {
  const active: { readonly fault: Kind; left: number; matches(request: ReceivedRequest): boolean }[] = [];
  const inject = (fault: Kind): (() => void) => {
    refuseNonsense(fault);
    const matches = matcher(fault);
    const entry = {
      fault,
      left: fault.times ?? 1,
      matches: (request: ReceivedRequest) =>
        matches(request) && (!isAboutTokens(fault) || isTokenCall(request)),
    };
    active.push(entry);
    return () => {
      entry.left = 0;
    };
  };
  initial.forEach(inject);
  return {
    inject,
    *happeningTo(request) {
      for (const entry of active) {
        if (entry.left <= 0 || !entry.matches(request)) continue;
        entry.left -= 1;
        yield entry.fault;
      }
    },
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
  if (times !== Infinity && !(Number.isInteger(times) && times > 0)) {
    throw nonsense(what, 'times has to be a whole number above 0, or Infinity');
  }
  if (
    what === 'server-error' &&
    !(Number.isInteger(fault.status) && fault.status >= 500 && fault.status < 600)
  ) {
    throw nonsense(what, 'status has to be from 500 to 599');
  }
  if (what === 'delay' && !(fault.milliseconds >= 0 && fault.milliseconds < 2 ** 31)) {
    throw nonsense(what, 'milliseconds has to be 0 or more');
  }
  if (what === 'clock-offset' && !Number.isFinite(fault.milliseconds)) {
    throw nonsense(what, 'milliseconds has to be a number');
  }
}

function nonsense(what: string, problem: string): Error {
  return new Error(`[@axios-keyring/testing] The fault ${what} cannot happen: ${problem}.`);
}
