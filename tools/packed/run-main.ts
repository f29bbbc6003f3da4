/**
 * Runs a tool's main function and sets the exit code by the failures that it counts.
 *
 * @param main - Is given a signal that aborts when somebody ends the tool, so that it can clean up.
 */
export function runMain(main: (signal: AbortSignal) => Promise<number>): void {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      stop.abort(new Error(`Ended by ${signal}.`));
    });
  }
  main(stop.signal).then(
    (failures) => {
      process.exitCode = failures === 0 ? 0 : 1;
    },
    (error: unknown) => {
      console.error(error instanceof Error ? error.message : error);
      process.exitCode = 1;
    },
  );
}
