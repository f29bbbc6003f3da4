/** The most values that are looked at: some runtimes reach half of themselves from a socket. */
const limit = 200_000;

/**
 * Says where a text is in what a program can reach from a value: properties of any kind, entries of maps, sets and
 * headers, bytes, and what getters give. It needs nothing that only one runtime has.
 */
export function findText(root: unknown, texts: readonly string[]): readonly string[] {
  const found: string[] = [];
  const seen = new Set<unknown>([globalThis, Reflect.get(globalThis, 'process')]);
  for (const name of ['document', 'caches', 'navigator']) seen.add(Reflect.get(globalThis, name));
  const queue: [path: string, value: unknown][] = [['', root]];
  for (let index = 0; index < queue.length && index < limit; index += 1) {
    const [path = '', value] = queue[index] ?? [];
    const text = textOf(value);
    if (text !== undefined && texts.some((one) => text.includes(one))) found.push(path);
    if (!isObject(value) || seen.has(value)) continue;
    seen.add(value);
    for (const [step, child] of childrenOf(value)) queue.push([path + step, child]);
  }
  return found;
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (value instanceof Uint8Array || value instanceof ArrayBuffer) return new TextDecoder().decode(value);
  return undefined;
}

function* childrenOf(value: object): Generator<[step: string, child: unknown]> {
  if (ArrayBuffer.isView(value)) return;
  for (const key of Reflect.ownKeys(value)) {
    yield [`.${String(key)}(key)`, String(key)];
    yield [`.${String(key)}`, read(value, key)];
  }
  if (value instanceof Map || value instanceof Headers) {
    for (const [key, child] of value.entries()) {
      yield [`<${String(key)}>(key)`, key];
      yield [`<${String(key)}>`, child];
    }
  }
  if (value instanceof Set) for (const child of value) yield ['<member>', child];
  for (const key of inheritedGetters(value)) yield [`.${key}`, read(value, key)];
}

function inheritedGetters(value: object): readonly string[] {
  const keys: string[] = [];
  let prototype: unknown = Object.getPrototypeOf(value);
  while (isObject(prototype) && prototype !== Object.prototype && prototype !== Function.prototype) {
    for (const [key, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
      if ('get' in descriptor) keys.push(key);
    }
    prototype = Object.getPrototypeOf(prototype);
  }
  return keys;
}

function read(value: object, key: string | symbol): unknown {
  try {
    const child: unknown = Reflect.get(value, key);
    // Such as a body that was read already, which is a promise that rejects.
    if (child instanceof Promise) void child.catch(() => undefined);
    return child;
  } catch {
    return undefined;
  }
}
