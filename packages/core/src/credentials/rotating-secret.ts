import { recordUse, type Renewable } from './renewal.js';
import { type Secret, type SecretCheck, SecretSource } from './secret.js';

/** Two secrets of which either is good, so that the vendor's other one can be replaced meanwhile. */
export type SecretPair = readonly [string, string];

/**
 * Two secrets that were given but have no name yet. The first is used until the API refuses it, then the second,
 * until that is refused in turn.
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
    const renewable: Renewable = {
      renew: (_request, used) => {
        // Only the first of many refused requests switches; for the others it is done.
        if (current === used) current = used === first ? second : first;
        return current !== used;
      },
    };
    return (request) => {
      recordUse(request, renewable, current);
      return current;
    };
  }
}
