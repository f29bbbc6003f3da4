import { type CommandFailure } from '../command-failure.js';
import { type Screen } from '../output/screen.js';
import { isWriteError } from './save-body.js';
import { timeoutFailure } from './transfer-failure.js';

/**
 * Does all that belongs to a request in a limited time, from reading its data to writing its answer; without seconds
 * there is no limit.
 *
 * @param work - Is given a screen whose signal aborts when the time is over, and by Ctrl-C.
 */
export async function withinTimeLimit(
  seconds: number | undefined,
  url: URL,
  screen: Screen,
  work: (limited: Screen) => Promise<void>,
): Promise<void> {
  const { signal: interruption } = screen.io;
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
  try {
    await work({ ...screen, io: { ...screen.io, signal: controller.signal } });
  } catch (error) {
    // That the time is over says more than what came of it.
    throw isWriteError(error) ? error : (failure ?? error);
  } finally {
    if (timer !== false) clearTimeout(timer);
    interruption.removeEventListener('abort', abort);
  }
}
