import { once } from 'node:events';

/** The code with which a process ends that was interrupted: as a shell has it, 128 and the signal’s number. */
export function interruptedExitCode({ reason }: AbortSignal): number {
  return reason === 'SIGTERM' ? 143 : 130;
}

/** Resolves when the signal comes. */
export async function interrupted(signal: AbortSignal, until?: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort', { signal: until });
}

/** Waits for something that cannot be told to stop, but no longer than until the signal. */
export async function orInterrupted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const done = new AbortController();
  const interruption = interrupted(signal, done.signal).then(() => {
    throw new Error('Interrupted.');
  });
  try {
    return await Promise.race([promise, interruption]);
  } finally {
    done.abort();
  }
}
