import { type AxiosResponse } from 'axios';
import { type Config } from './adapter.js';
import { concealRequest, deleteNames, hideProperties, isObject, isRealRequest } from './conceal-request.js';
import { hasMethods, isStream } from '../platform/stream.js';

/**
 * Makes an answer fit to be logged: the public config goes back on it, and the request underneath, which Node
 * and fetch keep with its headers, loses the credential ones and is no longer enumerable.
 *
 * @param names - The credential headers of this attempt, in lower case.
 */
export function concealResponse(response: object, config: Config, names: readonly string[]): void {
  replaceConfig(response, config, names);
  concealRequest(response, names);
  hideConnection(Reflect.get(response, 'data'));
}

// A streamed answer shows its connection, and so what is under way on others of the same agent.
function hideConnection(data: unknown): void {
  if (isObject(data) && '_readableState' in data) hideProperties(data, ['req', 'socket', 'client']);
}

// Nobody makes so many; it only ends a walk that a hostile answer could make long.
const mostErrors = 1000;

/** The same for an error, and for all errors and answers that it holds: as a cause, in lists, as any other property. */
export function concealError(error: unknown, config: Config, names: readonly string[]): void {
  const seen = new Set<object>();
  const waiting = [error];
  for (const current of waiting) {
    if (!isObject(current) || seen.has(current) || seen.size === mostErrors) continue;
    if (isList(current)) {
      seen.add(current);
      waiting.push(...[...current.values()].slice(0, mostErrors));
    } else if (current === error || isError(current)) {
      seen.add(current);
      if ('config' in current) replaceConfig(current, config, names);
      concealRequest(current, names);
      const response: unknown = Reflect.get(current, 'response');
      if (isObject(response)) concealResponse(response, config, names);
      waiting.push(...heldBy(current));
    } else if (isAnswer(current)) {
      // One that is a copy of an error holds an answer in turn.
      waiting.push(Reflect.get(current, 'response'));
      concealResponse(current, config, names);
      seen.add(current);
    }
  }
}

// What is frozen keeps the private config, but without the credentials.
function replaceConfig(holder: { config?: unknown }, config: Config, names: readonly string[]): void {
  const used = holder.config;
  try {
    holder.config = config;
  } catch {
    if (used !== config) forget(used, names);
  }
}

function forget(used: unknown, names: readonly string[]): void {
  if (isObject(used)) deleteNames(Reflect.get(used, 'headers'), names);
}

/**
 * Axios puts the private config on what goes wrong while a streamed answer is read. A mock may look at it later, and
 * has its own, but hands over no stream of a real request.
 */
export function forgetStreamed(response: AxiosResponse, sealed: Config, names: readonly string[]): void {
  if (!isStream(response.data) || !isRealRequest(response.request)) return;
  forget(sealed, names);
  // A function that passes on may have made a copy.
  forget(response.config, names);
}

function isList(value: object): value is unknown[] | Set<unknown> | Map<unknown, unknown> {
  return Array.isArray(value) || value instanceof Set || value instanceof Map;
}

// An error of another realm is an instance of another Error; one of an old axios has no tag.
function isError(value: object): boolean {
  return (
    value instanceof Error ||
    Object.prototype.toString.call(value) === '[object Error]' ||
    Reflect.get(value, 'isAxiosError') === true
  );
}

// Data that an API sent may look alike, but has no methods.
function isAnswer(value: object): boolean {
  const config: unknown = Reflect.get(value, 'config');
  return isObject(config) && hasMethods(Reflect.get(config, 'headers'), 'get', 'set');
}

function heldBy(error: object): unknown[] {
  const values: unknown[] = [Reflect.get(error, 'cause'), Reflect.get(error, 'errors')];
  for (const key of Reflect.ownKeys(error)) {
    if (key !== 'config' && key !== 'request') {
      const descriptor = Reflect.getOwnPropertyDescriptor(error, key);
      values.push(descriptor?.value);
    }
  }
  return values;
}
