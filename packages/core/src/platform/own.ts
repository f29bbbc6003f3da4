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
