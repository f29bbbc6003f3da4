import { didYouMean } from '@axios-keyring/core/engine';

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

/** Whether a value is a text that is not empty, without a NUL. */
export function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '' && !value.includes('\0');
}

const mostValues = 20_000;
/** How many objects and lists may be in each other. */
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
    if (!isList(current) && !isPlainObject(current)) return true;
    return Object.values(current).every((element) => walk(element, depth + 1));
  };
  return walk(value, 0);
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

/** What was found, for messages: a short word or number as it is, and only the type of anything else. */
export function quoted(value: unknown): string {
  if (typeof value === 'string' && looksHarmless(value)) return `"${value}"`;
  if (typeof value === 'boolean' || (typeof value === 'number' && Math.abs(value) < 1e6))
    return String(value);
  return describeType(value);
}

/**
 * Whether a text is short and wordy enough to be a name, which a message may repeat, and not a secret in the wrong
 * place, which it may not.
 */
export function looksHarmless(text: string): boolean {
  if (!/^[\w@$./#-]{1,60}$/.test(text)) return false;
  const words = text.split(/[^A-Za-z]+/);
  return text.replaceAll(/\D/g, '').length <= 4 && words.every((word) => word.length <= 20);
}

/** A key as messages name it. Somebody may have written a secret where a key belongs. */
export function shownKey(key: string): string {
  return looksHarmless(key) ? key : '(a key)';
}

/** What to say of a key that may not stand where it does. */
export function unknownKey(key: string, known: readonly string[], noun = 'key'): string {
  const verb = known.length === 1 ? 'only key is' : `${noun}s are`;
  const profile = known.includes('extends') ? ' A profile begins with $, as $production.' : '';
  return `There is no ${noun} ${shownKey(key)}.${didYouMean(key, known)} The ${verb} ${known.join(', ')}.${profile}`;
}
