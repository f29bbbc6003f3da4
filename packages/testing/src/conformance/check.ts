import type { Stage } from './stage.js';

/** The adapters of axios that Node has. */
const adapters = ['http', 'fetch'] as const;

export type Adapter = (typeof adapters)[number];

/** Rejects, or throws, with what is wrong and what to do. Each run has a stage of its own. */
export interface Check {
  (stage: Stage): Promise<void> | void;
  /** Those that it is run with. Default: `http` alone. */
  readonly adapters?: readonly Adapter[];
}

/** What is expected of a provider: by the promise, which begins with its theme, how that is tried. */
export type Checks = Readonly<Record<string, Check>>;

export function overEachAdapter(check: Check): Check {
  return Object.assign(check, { adapters });
}

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
