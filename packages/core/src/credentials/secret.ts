import { type MaybePromise } from '../contract/wire-request.js';
import {
  type GiveToken,
  type Secret,
  type SecretCheck,
  type SecretInput,
  type SecretReader,
  type TokenInput,
} from '../contract/secret.js';
import { isKeyringError, KeyringError } from '../platform/errors.js';
import { hasMethods, isObject, isPromise, whenReady } from '../platform/values.js';
import { withinTime } from '../platform/within-time.js';
import { type Given, readText, readToken } from './given.js';
import { type MintedToken } from './tokens/token.js';
import { type Forgettable, recordUse } from './used-credentials.js';

/** What a secret belongs to, for the errors of a user's function. */
export interface SecretOwner {
  readonly provider: string;
  readonly option: string;
  readonly check: SecretCheck;
  /** What to do where it returns nothing that can be sent, in sentences of their own. */
  readonly advice?: string | undefined;
}

/** Whether a value may be a secret. */
export function isSecretInput(input: unknown): input is SecretInput {
  return typeof input === 'string' || typeof input === 'function' || hasMethods(input, 'read', 'refresh');
}

/** Makes what a user gave readable; the errors of a function name the provider and the option. */
export function secretOf(input: SecretInput, owner: SecretOwner): Secret {
  if (typeof input === 'string') return () => input;
  const reader: Pick<SecretReader, 'read'> & Partial<SecretReader> =
    typeof input === 'function' ? { read: input } : input;
  const read: Secret = (request) => callFor(readText, () => reader.read(request), owner);
  const credential: Forgettable = {
    forget: async (request, used) => {
      reader.refresh?.();
      return (await read(request)) !== used;
    },
  };
  return (request) =>
    whenReady(read(request), (value) => {
      recordUse(request, credential, value);
      return value;
    });
}

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
  const credential: Forgettable = {
    forget: (_request, used) => {
      leave(used);
      return current !== used;
    },
    trust: leave,
  };
  return (request) => {
    recordUse(request, credential, current);
    return current;
  };
}

/** Gives a token that serves for every request. */
export type MintToken = () => ReturnType<GiveToken>;

/** How long the function may take, in milliseconds: every request waits for it. */
const longestCall = 60_000;

/**
 * A user's function for tokens that are good for every request, so that a provider may keep what it returns. It is
 * apart from a function of the request, which is asked for each request.
 */
export interface TokenFunction {
  /**
   * Asks for a token; it says what the function said of its life.
   *
   * @throws KeyringError `ERR_KEYRING_CREDENTIAL`, naming the provider and the option; also after 60,000 ms.
   */
  readonly mint: () => Promise<MintedToken>;
}

/** Whether a token is a function that takes no request. */
export function isMintToken(input: TokenInput): input is MintToken {
  return typeof input === 'function' && input.length === 0;
}

/** Makes of a user's function what a provider calls. */
export function tokenFunction(mint: MintToken, owner: SecretOwner): TokenFunction {
  const call = (): Promise<unknown> => withinTime(longestCall, async () => mint());
  return { mint: async () => callFor(readToken, call, owner) };
}

/** A user's token function for each request as one for a secret, which is asked as often and keeps nothing. */
export function textOnly(input: TokenInput): SecretInput {
  if (typeof input !== 'function') return input;
  return (request) => whenReady(input(request), (given) => (isObject(given) ? given.token : given));
}

/**
 * Calls a user's function, and checks what comes of it.
 *
 * @throws KeyringError `ERR_KEYRING_CREDENTIAL`, naming the provider and the option, if it is nothing to be sent.
 */
function callFor<Value>(
  read: (given: unknown, check: SecretCheck) => Given<Value>,
  call: () => unknown,
  { provider, option, check, advice = '' }: SecretOwner,
): MaybePromise<Value> {
  const fail = (problem: string, cause?: unknown): never => {
    // A provider's own function inside of the user's has said already what is wrong.
    if (isKeyringError(cause)) throw named(cause, provider, option);
    const remedy = cause === undefined ? advice : '';
    const message =
      `The function given as ${option} ${problem}. The request was not sent. ${remedy}`.trimEnd();
    throw new KeyringError({ code: 'ERR_KEYRING_CREDENTIAL', provider, option, message, cause });
  };
  const accept = (given: unknown): Value => {
    const result = read(given, check);
    return 'value' in result ? result.value : fail(`returned ${result.problem}`);
  };
  let value: unknown;
  try {
    value = call();
  } catch (cause) {
    return fail('threw', cause);
  }
  if (!isPromise(value)) return accept(value);
  // What is only like a promise may answer nothing when it is waited for.
  return Promise.resolve(value).then(accept, (cause: unknown) => fail('rejected', cause));
}

// What reads a file or runs a program does not know for whom.
function named(error: KeyringError, provider: string, option: string): KeyringError {
  if (error.code !== 'ERR_KEYRING_CREDENTIAL' || error.option !== undefined) return error;
  const message = `${error.text} The request was not sent.`;
  return new KeyringError({ code: error.code, provider, option, message, cause: error });
}
