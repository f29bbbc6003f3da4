/** @throws Error that says what was found, if it is not what was expected. */
export function ensureEqual(found: unknown, expected: unknown, what: string): void {
  // In a list, so that `undefined` is a text too.
  const [is, should] = [JSON.stringify([found]), JSON.stringify([expected])];
  if (is !== should) throw new Error(`${what} is ${is} and not ${should}.`);
}

/** @throws Error that says what is wrong, unless it is right. */
export function ensure(isRight: boolean, problem: string): void {
  if (!isRight) throw new Error(problem);
}

/**
 * What a promise rejects with.
 *
 * @throws Error if it does not.
 */
export async function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('It was not rejected.');
}
