/** In how many parts the time passes. */
const parts = 10;

/** What {@link withinTime} throws; its code is `ETIMEDOUT`. */
export class LateError extends Error {
  readonly code = 'ETIMEDOUT';

  /** @param timeout - In milliseconds. */
  constructor(timeout: number) {
    super(`There was no answer within ${timeout} ms.`);
  }
}

/**
 * Waits for an operation, but not for ever. Its time passes in parts: where this process itself was busy for long, an
 * answer that is there already would otherwise be read after the time is over.
 *
 * @param timeout - In milliseconds.
 * @param onLate - Gets what came after that.
 * @throws LateError
 */
export async function withinTime<Value>(
  timeout: number,
  operation: () => Value | Promise<Value>,
  onLate?: (value: Value) => unknown,
): Promise<Value> {
  let isLate = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    let left = parts;
    const passPart = (): void => {
      left -= 1;
      timer = setTimeout(left > 0 ? passPart : end, timeout / parts);
    };
    const end = (): void => {
      isLate = true;
      reject(new LateError(timeout));
    };
    passPart();
  });
  // An operation that throws at once fails as one that rejects, so that no timer is left behind.
  const answer = new Promise<Value>((resolve) => {
    resolve(operation());
  });
  answer.then(
    (value) => {
      if (isLate) onLate?.(value);
    },
    () => undefined,
  );
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Waits for so many milliseconds. */
export async function pause(milliseconds: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
}
