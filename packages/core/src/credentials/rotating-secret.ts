import { type Secret } from '../contract/secret.js';
import { recordUse, type Renewable } from './renewal.js';

/** Two secrets of which either is good, so that the vendor's other one can be replaced meanwhile. */
export type SecretPair = readonly [string, string];

/**
 * One secret of two: the first until the API refuses it and accepts the second, then the second, until it is the other
 * way round.
 */
export function rotatingSecret([first, second]: SecretPair): Secret {
  let current = first;
  // Only the first of many refused requests switches; for the others it is done.
  const leave = (used: string): void => {
    if (current === used) current = used === first ? second : first;
  };
  const renewable: Renewable = {
    forget: (_request, used) => {
      leave(used);
      return current !== used;
    },
    trust: leave,
  };
  return (request) => {
    recordUse(request, renewable, current);
    return current;
  };
}
