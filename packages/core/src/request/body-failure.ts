import { hasMethods, isStream } from '../platform/stream.js';

/**
 * Rejects with the error of a body that is a stream of Node; `undefined` for every other body. Until an adapter has the
 * stream nobody else listens, and an error that nobody listens to ends the process.
 */
export function bodyFailure(data: unknown): Promise<never> | undefined {
  if (!isStream(data) || !hasMethods(data, 'on')) return undefined;
  const failure = new Promise<never>((_, reject) => {
    const listen: unknown = Reflect.get(data, 'on');
    if (typeof listen === 'function') Reflect.apply(listen, data, ['error', reject]);
  });
  // Whether somebody waits or not.
  failure.catch(() => undefined);
  return failure;
}
