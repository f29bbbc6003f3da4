/** Whether a value is an object as JSON has it: no list, and of no class. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // By its own place in the chain and not by identity: a config may come from another realm.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Whether a value is a list. */
export function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

/** What a value is, for messages, without the value. */
export function describeType(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'nothing';
  if (value === '') return 'an empty string';
  if (isList(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  return `a ${typeof value}`;
}

const mostValues = 20_000;
const deepest = 40;

/**
 * Whether a config is small enough to be walked through: one that contains itself, or a few YAML aliases of aliases,
 * would never end.
 */
export function isWalkable(value: unknown): boolean {
  let left = mostValues;
  const walk = (current: unknown, depth: number): boolean => {
    left -= 1;
    if (left < 0 || depth > deepest) return false;
    if (isList(current)) return current.every((element) => walk(element, depth + 1));
    if (!isPlainObject(current)) return true;
    return Object.values(current).every((element) => walk(element, depth + 1));
  };
  return walk(value, 0);
}
