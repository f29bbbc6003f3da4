import { type Secret, type SecretCheck } from '../contract/secret.js';
import { recordUse, type Renewable } from './renewal.js';
import { SecretSource } from './secret.js';

/** Two secrets of which either is good, so that the vendor's other one can be replaced meanwhile. */
export type SecretPair = readonly [string, string];

/**
 * Two secrets that were given but have no name yet. The first is used until the API refuses it and accepts the second,
 * then the second, until it is the other way round.
 */
export class RotatingSecretSource extends SecretSource {
  readonly #pair: SecretPair;

  constructor(pair: SecretPair, check: SecretCheck) {
    super(pair[0], check);
    this.#pair = pair;
  }

  override bind(): Secret {
    const [first, second] = this.#pair;
    let current = first;
    // Only the first of many refused requests switches; for the others it is done.
    const leave = (used: string): void => {
      if (current === used) current = used === first ? second : first;
    };
    const renewable: Renewable = {
      renew: (_request, used) => {
        leave(used);
        return current !== used;
      },
      restore: leave,
    };
    return (request) => {
      recordUse(request, renewable, current);
      return current;
    };
  }
}
