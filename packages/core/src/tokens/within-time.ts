/**
 * Waits for an operation, but not for ever.
 *
 * @param timeout - In milliseconds.
 * @param onLate - Gets what came after that.
 * @throws Error with the code `ETIMEDOUT`.
 */
export async function withinTime<Value>(
  timeout: number,
  operation: () => Promise<Value>,
  onLate?: (value: Value) => unknown,
): Promise<Value> {
  let isLate = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      isLate = true;
      reject(Object.assign(new Error(`There was no answer within ${timeout} ms.`), { code: 'ETIMEDOUT' }));
    }, timeout);
  });
  const answer = operation();
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
