/**
 * What private objects inherit from: nothing that could be polluted. Of objects without any prototype, V8 makes slow
 * dictionaries.
 */
export const nothing: unknown = Object.freeze({ __proto__: null });

/**
 * A copy of an object's own properties that inherits nothing. Axios' configs are slow dictionaries themselves, of
 * which a loop copies six times as fast as a spread does.
 */
export function bareCopy<Source extends object>(source: Source): Source;
export function bareCopy(source: Record<PropertyKey, unknown>): object {
  const copy: Record<PropertyKey, unknown> = { __proto__: nothing };
  for (const key of Object.keys(source)) {
    // As an assignment, this one would make a prototype of its value.
    if (key !== '__proto__') copy[key] = source[key];
  }
  for (const symbol of Object.getOwnPropertySymbols(source)) copy[symbol] = source[symbol];
  return copy;
}
