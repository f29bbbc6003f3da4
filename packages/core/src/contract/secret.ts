import { type MaybePromise, type WireRequest } from './wire-request.js';

/** A secret as a provider reads it: per request, because a function may answer differently each time. */
export type Secret = (request: WireRequest) => MaybePromise<string>;

/** Returns a secret for a request. */
export type SecretFunction = (request: WireRequest) => MaybePromise<string | null | undefined>;

/** A secret that is read where it lies and may be replaced there, such as a mounted file. */
export interface SecretReader {
  /** The secret as it is now, or as it was a moment ago. */
  readonly read: SecretFunction;
  /** Called when the API refused the secret: the next `read` does not answer from memory. */
  refresh(): void;
}

/** A secret as a user gives it: the text, or a function or a reader that is asked for every request. */
export type SecretInput = string | SecretFunction | SecretReader;

/** Says what is wrong with a secret, without repeating any of it; `undefined` if nothing is. */
export type SecretCheck = (secret: string) => string | undefined;
