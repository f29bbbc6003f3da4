import { type AxiosResponse, type InternalAxiosRequestConfig } from 'axios';
import { AxiosError } from './axios.js';

/**
 * Every code that an error of this project can carry, with what it means. The table in the README of core is made of
 * this one.
 */
export const errorCodes = {
  ERR_KEYRING_OPTION: 'An option of a provider or a keyring is unknown, of the wrong type, or malformed.',
  ERR_KEYRING_MISSING_OPTION: 'A required option is neither among the arguments nor in the environment.',
  ERR_KEYRING_BASE_URL:
    'A base URL cannot be used: not absolute, plain http to another machine, too wide a wildcard, or ambiguous.',
  ERR_KEYRING_DUPLICATE_ROUTE: 'Two interceptors serve the same base URL with different credentials.',
  ERR_KEYRING_UNMATCHED: 'No route covers the URL, and the keyring was told to refuse such requests.',
  ERR_KEYRING_REQUEST_URL:
    'Where a request leads cannot be told for certain, or changed after its route was found.',
  ERR_KEYRING_REQUEST_OPTION: 'The `keyring` entry of a request config is not what the provider takes.',
  ERR_KEYRING_CREDENTIAL: 'A credential function failed, or returned something that cannot be sent.',
  ERR_KEYRING_BODY_NOT_SIGNABLE:
    'The provider signs the body, and its bytes cannot be known before it is sent.',
  ERR_KEYRING_BODY_NOT_REPLAYABLE: 'A redirect asks for the body a second time, and the body is a stream.',
  ERR_KEYRING_TOKEN_EXCHANGE:
    'The token exchange failed: no answer, a refusal, or an answer without a token.',
  ERR_KEYRING_GRANT_ENDED:
    'The server refused the refresh token for good: the user has to consent anew, and the new refresh token has to be given.',
  ERR_KEYRING_GRANT_LOCKED:
    'Another process has been renewing the grant for too long; the message says which. See what it waits for, or end it.',
  ERR_KEYRING_GRANT_STORE:
    'The grant store cannot be read or written, so the grant was not renewed, and is not lost. See to the store.',
  ERR_KEYRING_SOCKET_PATH: 'A request to a route has a `socketPath`, so it would not reach the base URL.',
  ERR_KEYRING_CLIENT_CERTIFICATE:
    'A client certificate cannot be used as it is, or the request’s connection cannot show it; nothing was sent.',
  ERR_KEYRING_OUT_OF_SCOPE: 'The request is not one of those that its credentials were said to be for.',
  ERR_KEYRING_CONFIG: 'A shared config cannot be found, read or used; the message lists all that is wrong.',
  ERR_KEYRING_NOT_INSTALLED:
    'The provider of the request’s route is not installed, or was left out by `only`; or axios or redis is of a version that is not supported.',
  ERR_KEYRING_SURROUNDINGS:
    'What the request runs in lacks something, as WebCrypto, or has an `Object.prototype` that would change it.',
} as const;

/** A code of the one table, `errorCodes`. */
export type KeyringErrorCode = keyof typeof errorCodes;

/** One thing that is wrong with the options that a provider was given. */
export interface OptionProblem {
  readonly code: KeyringErrorCode;
  /** The option's name. */
  readonly option: string;
  /** What is wrong: a whole sentence or two, without any secret. */
  readonly problem: string;
  /** Where a program sets the option right, as a sentence; absent where the problem says what to do by itself. */
  readonly remedy?: string;
  /** Both together. */
  readonly message: string;
}

/** What a failed token exchange says about the next one. */
export interface ExchangeFailure {
  /** Whether the secret itself was refused, so that sending it again and again may lock the account. */
  readonly refused: boolean;
  /** How long the server asks to wait, in milliseconds. */
  readonly retryAfter: number;
  /** How many times in a row the secret was refused, as far as that is known. */
  readonly refusals?: number;
  /** Whether no answer came at all, so that another agent or proxy may have more luck. */
  readonly unanswered?: boolean;
  /** Whether it was the grant that was refused, and not who asked. */
  readonly invalidGrant?: boolean;
}

/** What an error of this project is made of. */
export interface KeyringErrorDetails {
  /** From the one table of codes. */
  readonly code: KeyringErrorCode;
  /** The provider's short name, for example `taxjar`; the package is `@axios-keyring/` and this name. */
  readonly provider?: string | undefined;
  /** What was wrong and where to set it right. Never a secret, not even a part of one. */
  readonly message: string;
  /** The option or variable that has to change, where there is one. */
  readonly option?: string | undefined;
  /** Everything that is wrong, where options are. */
  readonly problems?: readonly OptionProblem[] | undefined;
  /** When it makes sense to try again, in milliseconds since the epoch. */
  readonly retryAt?: number | undefined;
  /** For a token exchange that was answered without a token. */
  readonly exchange?: ExchangeFailure | undefined;
  /** The error underneath. */
  readonly cause?: unknown;
}

/** What a token source remembers for requests to come. */
const remembered: readonly KeyringErrorCode[] = [
  'ERR_KEYRING_TOKEN_EXCHANGE',
  'ERR_KEYRING_GRANT_ENDED',
  'ERR_KEYRING_GRANT_LOCKED',
  'ERR_KEYRING_GRANT_STORE',
];

// Registered globally, so that an error of a second copy of this package is recognised too.
const marker = Symbol.for('axios-keyring.error');

/**
 * Every error that this project itself raises. It is an axios error (`axios.isAxiosError(error)` is true, and
 * `error instanceof AxiosError`), so code that already handles those needs no second branch.
 */
export class KeyringError extends Error {
  readonly code: KeyringErrorCode;
  /** The config of the request that failed, if it was one. */
  declare config?: InternalAxiosRequestConfig;
  declare readonly cause?: Error;

  // What else axios' errors have.
  declare readonly isAxiosError: boolean;
  declare readonly toJSON: () => object;
  declare readonly request?: unknown;
  declare readonly response?: AxiosResponse;
  declare readonly status?: number;

  /** The provider's short name, where one is concerned. */
  readonly provider: string | undefined;
  /** The option or variable that has to change, where there is one. */
  readonly option: string | undefined;
  /**
   * For a token that could not be minted: before this moment, in milliseconds since the epoch, no request tries
   * again.
   */
  readonly retryAt: number | undefined;

  /** Everything that is wrong with the options, each by itself; the message says the same at once. */
  readonly problems: readonly OptionProblem[];

  readonly #details: KeyringErrorDetails;

  constructor(details: KeyringErrorDetails) {
    const { code, provider, message, option, problems = [], retryAt, cause } = details;
    super(`[${packageName(provider)}] ${message}`);
    this.#details = details;
    this.name = 'KeyringError';
    this.code = code;
    this.provider = provider;
    this.option = option;
    this.retryAt = retryAt;
    this.problems = problems;
    // As axios' own errors have it.
    Object.defineProperty(this, 'message', { enumerable: true });
    Object.defineProperty(this, 'isAxiosError', { value: true });
    Object.defineProperty(this, marker, { value: true });
    // Not enumerable, as the language's own `cause`: loggers that walk own properties do not follow it.
    Object.defineProperty(this, 'cause', { value: cause, configurable: true, writable: true });
  }

  /** The message without the name of the package. */
  get text(): string {
    return this.#details.message;
  }

  /**
   * What is known of a failed token exchange.
   *
   * @internal
   */
  get exchange(): ExchangeFailure | undefined {
    return this.#details.exchange;
  }

  /**
   * The error, saying also when there will be another try.
   *
   * @internal
   */
  withRetry(retryAt: number, sentence: string, exchange?: ExchangeFailure): KeyringError {
    const { message, ...details } = this.#details;
    return new KeyringError({ ...details, retryAt, exchange, message: `${message} ${sentence}` });
  }

  /**
   * The error as one request's own, with that request's config. Several requests may wait for one token and get
   * the same error; each must be able to be sent again by its own config.
   *
   * @internal
   */
  forRequest(config: InternalAxiosRequestConfig): KeyringError {
    // What a token source remembers must not keep a request's body alive.
    const isShared = this.config !== undefined || remembered.includes(this.code);
    const error: KeyringError = isShared ? new KeyringError(this.#details) : this;
    error.config = config;
    return error;
  }
}

// Not by `extends`: a mock in place of axios has no such class, or one that makes nothing.
const axiosErrors: unknown = Reflect.get(Object(AxiosError), 'prototype');
if (axiosErrors instanceof Error) Object.setPrototypeOf(KeyringError.prototype, axiosErrors);

/** The package that a provider's short name stands for. */
export function packageName(provider: string | undefined): string {
  if (provider === undefined) return 'axios-keyring';
  return provider.includes('/') ? provider : `@axios-keyring/${provider}`;
}

/** Whether a value is an error of this project, also when another copy of the package made it. */
export function isKeyringError(value: unknown): value is KeyringError {
  return typeof value === 'object' && value !== null && marker in value;
}
