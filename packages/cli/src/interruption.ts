/** The code with which a process ends that was interrupted: as a shell has it, 128 and the signal’s number. */
export function interruptedExitCode({ reason }: AbortSignal): number {
  return reason === 'SIGTERM' ? 143 : 130;
}

/** Waits for something that cannot be told to stop, but no longer than until the signal. */
export async function orInterrupted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  return new Promise<T>((resolve, reject) => {
    const stop = (): void => {
      reject(new Error('Interrupted.'));
    };
    signal.addEventListener('abort', stop, { once: true });
    promise
      .finally(() => {
        signal.removeEventListener('abort', stop);
      })
      .then(resolve, reject);
  });
}

/** Resolves when the signal comes. */
export async function interrupted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    signal.addEventListener(
      'abort',
      () => {
        resolve();
      },
      { once: true },
    );
  });
}
