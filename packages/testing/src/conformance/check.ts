import type { Stage } from './stage.js';

/** The adapters of axios that Node has. */
export const adapters = ['http', 'fetch'] as const;

export type Adapter = (typeof adapters)[number];

/** One thing that is expected of a provider. */
export interface Check {
  /** After the theme that it belongs to. */
  readonly promise: string;
  /** Rejects, or throws, with what is wrong and what to do. It has a stage of its own. */
  readonly check: (stage: Stage) => Promise<void> | void;
  /** Those that it is run with, each on a stage of its own. Default: `http` alone. */
  readonly adapters?: readonly Adapter[];
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
export function readText(value: unknown, ...path: readonly string[]): string {
  const found = read(value, ...path);
  return typeof found === 'string' ? found : '';
}
