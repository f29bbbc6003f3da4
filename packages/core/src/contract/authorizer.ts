import { type KeyringEventListener } from './event.js';
import { type ExplainRefusal, type MaybePromise, type Refusal, type WireRequest } from './wire-request.js';

/** Header names and values that authenticate a request. */
export type CredentialHeaders = Readonly<Record<string, string>>;

/** How a body that goes into the credentials is read. */
export interface BodySigning {
  /** The largest stream, in bytes, that is read into memory to be signed; 0 refuses streams. */
  readonly streamLimit: number;
}

/** One part of what goes into a request's credentials. */
export interface ExplanationPart {
  /** What the vendor calls it. */
  readonly name: string;
  /** As it goes in; a secret is only said to be there. */
  readonly value: string;
}

/** A harmless request that shows whether credentials are good, as the vendor recommends it. */
export interface VerificationRequest {
  readonly method: 'GET' | 'POST';
  /** From the root of the vendor's host, with the query. What a proxy's base URL has before that is kept. */
  readonly path: string;
}

/** The time that requests are signed with. */
export interface SigningClock {
  /** What is added to this machine's clock, in milliseconds. */
  readonly offset: number;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Learns from the Date header of a refused request that was signed with an offset; answers whether it was wrong. */
  correct(date: string | undefined, usedOffset: number): boolean;
}

/** One provider with its options: what the engine asks to authorize a request. */
export interface Authorizer {
  /** The provider's short name. */
  readonly provider: string;
  /** Gives the credential headers of a request. */
  readonly authorize: (request: WireRequest) => MaybePromise<CredentialHeaders>;
  /** How the body is read, if it goes into the credentials, so that its exact bytes are known in advance. */
  readonly bodySigning: BodySigning | undefined;
  /** Says why a base URL cannot serve this API; `undefined` if it can. */
  readonly baseURLProblem: ((baseURL: BaseURL) => string | undefined) | undefined;
  /** Writes the URL's query as the API wants it, before anything is signed. */
  readonly prepareURL: ((url: URL) => void) | undefined;
  /** The time that requests are signed with. */
  readonly clock: SigningClock;
  /** The user's function for events. */
  readonly onEvent: KeyringEventListener | undefined;
  /** Whether an answer means that the credential is stale. */
  readonly isStale: (refusal: Refusal) => boolean;
  /** Checks the `keyring` entry of a request; answers what is wrong with it, or `undefined`. */
  readonly requestOptionsProblem: (options: object) => string | undefined;
  /** Says why an answer is a refusal, in one or two sentences without a secret; `undefined` if it is not known. */
  readonly explainRefusal: ExplainRefusal | undefined;
  /** What goes into a request's credentials, part by part, with every secret masked. */
  readonly explain: ((request: WireRequest) => MaybePromise<readonly ExplanationPart[]>) | undefined;
  /** The harmless request that shows whether the credentials are good. */
  readonly verify: VerificationRequest | undefined;
  /** Whether another authorizer would give the same credentials, so that having both is harmless. */
  readonly equals: (other: Authorizer) => boolean;
}

/** A base URL, taken apart once. */
export interface BaseURL {
  /** Without a trailing slash. */
  readonly href: string;
  readonly origin: string;
  /** Whole path segments without a trailing slash; empty if the base URL covers the whole origin. */
  readonly path: string;
  /** Whether it is plain http, which may not leave this machine. */
  readonly staysHere: boolean;
}

/** A base URL and what authorizes the requests below it. */
export interface Route {
  readonly baseURL: BaseURL;
  readonly authorizer: Authorizer;
}
