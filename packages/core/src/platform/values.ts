import { type MaybePromise } from '../contract/wire-request.js';

/**
 * The object's own value of a key. A polluted `Object.prototype` must not steer where a credential goes, so
 * nothing inherited is ever read from a config.
 */
export function own<Source extends object, Key extends keyof Source>(
  source: Source,
  key: Key,
): Source[Key] | undefined {
  return Object.hasOwn(source, key) ? source[key] : undefined;
}

/**
 * A private object that inherits nothing. V8 gives the instances of a class room for their properties at once, where
 * a literal has to grow again and again.
 */
export class Bare {
  [key: PropertyKey]: unknown;
}
Reflect.deleteProperty(Bare.prototype, 'constructor');
Object.setPrototypeOf(Bare.prototype, null);
Object.freeze(Bare.prototype);

/**
 * A copy of an object's own properties that inherits nothing. Axios' configs are slow dictionaries themselves, of
 * which a loop copies six times as fast as a spread does.
 */
export function bareCopy<Source extends object>(source: Source): Source;
export function bareCopy(source: Record<PropertyKey, unknown>): object {
  const copy = new Bare();
  for (const key of Object.keys(source)) {
    // As an assignment, this one would make a prototype of its value.
    if (key !== '__proto__') copy[key] = source[key];
  }
  for (const symbol of Object.getOwnPropertySymbols(source)) copy[symbol] = source[symbol];
  return copy;
}

/** Whether an object inherits nothing, or no more than every object does. */
export function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null || prototype === Object.prototype || prototype === Bare.prototype) return true;
  // That of another realm.
  return typeof prototype === 'object' && Object.hasOwn(prototype, 'isPrototypeOf');
}

/** Whether a value may have properties of its own. */
export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** Whether something is an object with all these methods. */
export function hasMethods(data: unknown, ...names: string[]): boolean {
  return isObject(data) && names.every((name) => typeof Reflect.get(data, name) === 'function');
}

/** What a text says as JSON; `undefined` if it is none. */
export function parseJSON(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** An own property of what may be an object, such as the answer of an API. */
export function property(value: unknown, key: string): unknown {
  return isObject(value) && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
}

/** Whether a value has still to be waited for. */
export function isPromise<T>(value: MaybePromise<T>): value is Promise<T> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

/** Continues with the value, at once where it is known. */
export function whenReady<T, U>(
  value: MaybePromise<T>,
  next: (value: T) => MaybePromise<U>,
): MaybePromise<U> {
  return isPromise(value) ? value.then(next) : next(value);
}
