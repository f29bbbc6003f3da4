/** Fails a check, with what is wrong and what to do. */
export function fail(message: string): never {
  throw new Error(message);
}

/** Fails a check unless something is true. */
export function ensure(condition: boolean, message: string): asserts condition {
  if (!condition) fail(message);
}

/** A property of anything, if it is there. */
export function read(value: unknown, ...path: readonly string[]): unknown {
  let current = value;
  for (const step of path) {
    if ((typeof current !== 'object' && typeof current !== 'function') || current === null) return undefined;
    current = Reflect.get(current, step);
  }
  return current;
}

/** A property that is a text; empty if there is none. */
export function readText(value: unknown, name: string): string {
  const found = read(value, name);
  return typeof found === 'string' ? found : '';
}
