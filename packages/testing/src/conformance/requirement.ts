/** Fails a check, with what is wrong and what to do. */
export function fail(message: string): never {
  throw new Error(message);
}

/** Fails a check unless something is true. */
export function ensure(condition: boolean, message: string): asserts condition {
  if (!condition) fail(message);
}
