import { type ClientCertificate } from './client-certificate.js';
import { type KeyringEventListener } from './event.js';
import {
  type ExplainRefusal,
  type MaybePromise,
  type Refusal,
  type RequestHead,
  type WireRequest,
} from './wire-request.js';

/** What authenticates one request. Everything in it is concealed alike. */
export interface Credential {
  /** In place of the user's own of the same names. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Parameters that are set last in the URL, in this order and strictly encoded, in place of those of the same names. */
  readonly query?: Readonly<Record<string, string>>;
  /** Beside the user's own cookies, in place of those of the same names. */
  readonly cookies?: Readonly<Record<string, string>>;
  /** The body anew; only of a provider that declares that it writes the body. */
  readonly body?: string | Uint8Array;
}

/** What a provider does with the body. */
export interface BodyUse {
  /** `read`: its exact bytes are in `request.body`. `write`: so they are, and the credential may hold the body anew. */
  readonly access: 'read' | 'write';
  /** The largest stream, in bytes, that is read into memory for that; 0 refuses streams. */
  readonly streamLimit: number;
}

/**
 * What makes a refused request worth sending once more. `credential`: what it was authorized with is stale, and is forgotten
 * for another one, if there is one. `again`: the provider has put right what it was about, such as a challenge. `wait`: the
 * credential is good, but not known everywhere yet, so it is sent again after 0.5, 1 and 2 seconds, as long as the answer
 * is the same, and the request's timeout leaves time.
 */
export type Remedy = 'credential' | 'again' | 'wait';

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
  /** The host, with its port if it has one, to ask below a base URL with `*.`. Default: such a route is not verified. */
  readonly host?: string | undefined;
}

/** The time that requests are signed with. */
export interface SigningClock {
  /** What is added to this machine's clock, in milliseconds. */
  readonly offset: number;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Learns the server's time from the refusal of a request that was signed with an offset; answers whether it was wrong. */
  correct(serverTime: string | number | undefined, usedOffset: number): boolean;
}

/** What is known of an origin that tokens come from. */
export interface TokenOrigin {
  /** Whether it is plain http, which may not leave this machine. */
  readonly staysHere: boolean;
  /** Whether it is a metadata server of the cloud that this machine is in. */
  readonly isMetadata: boolean;
}

/** One provider with its options: what the engine asks to authorize a request. */
export interface Authorizer {
  /** The provider's short name. */
  readonly provider: string;
  /** Whether tokens come from an origin that is not the API's own; `undefined` if they do not. */
  readonly tokenOrigin: (origin: string) => TokenOrigin | undefined;
  /** Gives what authenticates a request; `undefined` asks for a challenge first. */
  readonly authorize: (request: WireRequest) => MaybePromise<Credential | undefined>;
  /** What a request's connection shows; `undefined`, also as its result, for none. */
  readonly clientCertificate:
    ((request: WireRequest) => MaybePromise<ClientCertificate | undefined>) | undefined;
  /** What is done with the body of a request; `undefined` if nothing is. */
  readonly body: ((request: RequestHead) => BodyUse | undefined) | undefined;
  /** Says why a base URL cannot serve this API; `undefined` if it can. */
  readonly baseURLProblem: ((baseURL: BaseURL) => string | undefined) | undefined;
  /** Writes a URL's query as the API wants it, before anything is signed. */
  readonly rewriteQuery: ((url: URL) => string) | undefined;
  /** The time that requests are signed with. */
  readonly clock: SigningClock;
  /** The user's function for events. */
  readonly onEvent: KeyringEventListener | undefined;
  /** Says whether an answer refuses the credential, and what was or can be put right. */
  readonly onRefusal: (refusal: Refusal, request: WireRequest) => MaybePromise<Remedy | undefined>;
  /** Whether authorize may ask for a challenge: onRefusal is the provider's own. */
  readonly readsRefusals: boolean;
  /** Whether onRefusal is asked about answers with a status below 400 too. */
  readonly refusesInBody: boolean;
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
  /** Without a trailing slash; a wildcard as it is written, `https://*.example.com/v2`. */
  readonly href: string;
  readonly origin: string;
  /** Whether its host begins with `*.`, which stands for one or more whole labels. */
  readonly isWildcard: boolean;
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
