import { AsyncLocalStorage } from 'node:async_hooks';

/** What faults change for the length of one request. */
interface Scene {
  /** In milliseconds. */
  readonly clockOffset: number;
  /** How long a token that is issued now is accepted, in milliseconds. */
  readonly tokenLife: number;
}

const ordinary: Scene = { clockOffset: 0, tokenLife: Infinity };

// By request: others, with other faults, are answered in between.
const scenes = new AsyncLocalStorage<Scene>();

/** What faults change for the request that is being answered. */
export function currentScene(): Scene {
  return scenes.getStore() ?? ordinary;
}

/** Answers a request in a changed scene. */
export function inScene<Result>(changes: Partial<Scene>, answer: () => Result): Result {
  return scenes.run({ ...currentScene(), ...changes }, answer);
}

/** A clock that is off where a fault says so. */
export function faultyClock(now: () => number = Date.now): () => number {
  return () => now() + currentScene().clockOffset;
}
