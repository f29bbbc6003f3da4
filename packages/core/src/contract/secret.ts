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

/** A token with its life, as a user's function may return it. Times are Dates, or milliseconds since the epoch. */
export interface GivenToken {
  readonly token: string;
  /** Default: what the token says itself, if it is a JSON Web Token. */
  readonly expiresAt?: number | Date | null | undefined;
  /** When to ask for the next one, while this one still serves. */
  readonly refreshAt?: number | Date | null | undefined;
  /** The same as `expiresAt`, by the name that `@azure/identity` has for it. */
  readonly expiresOnTimestamp?: number | undefined;
  /** The same as `refreshAt`, by that library's name. */
  readonly refreshAfterTimestamp?: number | undefined;
}

/** Returns a token, for a request or for all. */
export type GiveToken = (request: WireRequest) => MaybePromise<string | GivenToken | null | undefined>;

/** A token as a user gives it: the text, or a function or a reader. */
export type TokenInput = string | GiveToken | SecretReader;
