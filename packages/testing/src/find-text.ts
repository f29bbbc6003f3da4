/**
 * Walks everything that a program can reach from a value, and says where a text is: own properties (symbols and
 * non-enumerable ones included), entries of maps and sets, header collections, bytes, and the causes and stacks
 * of errors. Getters are read. What is outside of the value's own reach, such as `globalThis`, is not followed.
 *
 * @param root - Usually a response or an error.
 * @param text - For example a secret that no log may contain.
 * @returns The paths at which the text was found; empty if it is nowhere.
 */
export function findText(root: unknown, text: string): string[] {
  return findTexts(root, [text]);
}

/**
 * The same for any of several texts. Nothing in it needs one particular runtime.
 *
 * @param limit - The most values that are looked at: some runtimes reach half of themselves from a socket.
 */
export function findTexts(root: unknown, texts: readonly string[], limit = Infinity): string[] {
  const found: string[] = [];
  const surroundings = ['process', 'document', 'caches', 'navigator'];
  const seen = new Set<unknown>([
    globalThis,
    ...surroundings.map((name): unknown => Reflect.get(globalThis, name)),
  ]);
  // Most texts are there many times, above all the names of properties.
  const known = new Map<unknown, boolean>();
  const hasText = (value: unknown): boolean => {
    let has = known.get(value);
    if (has === undefined) {
      const content = textOf(value);
      has = content !== undefined && texts.some((text) => content.includes(text));
      known.set(value, has);
    }
    return has;
  };
  const getters = new Map<object, readonly string[]>();
  const queue: [path: string, value: unknown][] = [['', root]];
  for (let index = 0; index < queue.length && index < limit; index += 1) {
    const [path = '', value] = queue[index] ?? [];
    if (hasText(value)) found.push(path);
    if (!isObject(value) || seen.has(value)) continue;
    seen.add(value);
    for (const [step, child] of childrenOf(value, getters)) queue.push([path + step, child]);
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

function* childrenOf(value: object, getters: Getters): Generator<[step: string, child: unknown]> {
  if (ArrayBuffer.isView(value)) return;
  for (const key of Reflect.ownKeys(value)) {
    const name = typeof key === 'symbol' ? `[${String(key)}]` : `.${key}`;
    yield [`${name}(key)`, typeof key === 'symbol' ? key.description : key];
    yield [name, read(value, key)];
  }
  if (value instanceof Map || value instanceof Headers) {
    for (const [key, child] of value.entries()) {
      yield ['<key>', key];
      yield [`<${String(key)}>`, child];
    }
  }
  if (value instanceof Set) for (const child of value) yield ['<member>', child];
  // Accessors that live on prototypes, as those of fetch's Request, are reachable all the same.
  for (const key of inheritedGetters(value, getters)) yield [`.${key}`, read(value, key)];
}

/** The accessors that a prototype and those above it have: many values share them. */
type Getters = Map<object, readonly string[]>;

function inheritedGetters(value: object, getters: Getters): readonly string[] {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (!isObject(prototype) || prototype === Object.prototype || prototype === Function.prototype) return [];
  let keys = getters.get(prototype);
  if (keys === undefined) {
    const own = Object.entries(Object.getOwnPropertyDescriptors(prototype));
    keys = [
      ...own.flatMap(([key, descriptor]) => ('get' in descriptor ? [key] : [])),
      ...inheritedGetters(prototype, getters),
    ];
    getters.set(prototype, keys);
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
