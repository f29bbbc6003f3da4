import { type KeyringEvent } from '../contract/event.js';
import { type WireRequest } from '../contract/wire-request.js';

/** What an event says beside its type and its request. */
export type EventDetails = Omit<KeyringEvent, 'type' | 'provider' | 'method' | 'url'>;

/** What the engine knows of a request beside what its provider sees. */
export interface EngineView {
  /** Publishes an event about the request; `details` may hold no secret. */
  report(type: KeyringEvent['type'], details?: EventDetails): void;
  /** Tells the way of its exchanges from others; those that are sent over the same agents and proxy have one way. */
  readonly way: string;
  /**
   * The function that the user has in place of axios' own adapters, once it has answered an exchange by itself, as a mock
   * does. What it answers is of no use to requests that do not go through it.
   */
  readonly mock: object | undefined;
}

const nothing: EngineView = { report: () => undefined, way: '', mock: undefined };

/** What the engine knows of a request; nothing of one that it did not make. */
export function engineView(request: WireRequest): EngineView {
  return isCarrier(request) ? request.engine : nothing;
}

function isCarrier(request: object): request is { readonly engine: EngineView } {
  return 'engine' in request;
}

/** Tells the requests through one mock from those through others and through none; `undefined` for these. */
export function mockOf(request: WireRequest): object | undefined {
  return engineView(request).mock;
}
