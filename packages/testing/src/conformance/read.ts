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
export function readText(value: unknown, ...path: readonly string[]): string {
  const found = read(value, ...path);
  return typeof found === 'string' ? found : '';
}
