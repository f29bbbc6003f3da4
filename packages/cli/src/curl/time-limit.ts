import { type CommandFailure } from '../command-failure.js';
import { timeoutFailure } from './transfer-failure.js';

/** How long a request and its answer may take. */
export interface TimeLimit {
  /** Aborted when the time is over, and by Ctrl-C. */
  readonly signal: AbortSignal;
  /** That the time is over, if it is. */
  failure(): CommandFailure | undefined;
  end(): void;
}

/** Starts the time; without seconds there is no limit. */
export function startTimeLimit(seconds: number | undefined, url: URL, interruption: AbortSignal): TimeLimit {
  const controller = new AbortController();
  let failure: CommandFailure | undefined;
  const abort = (): void => {
    controller.abort();
  };
  const timer =
    seconds !== undefined &&
    setTimeout(() => {
      failure = timeoutFailure(seconds, url);
      abort();
    }, seconds * 1000);
  if (interruption.aborted) abort();
  interruption.addEventListener('abort', abort);
  return {
    signal: controller.signal,
    failure: () => failure,
    end: () => {
      if (timer !== false) clearTimeout(timer);
      interruption.removeEventListener('abort', abort);
    },
  };
}
