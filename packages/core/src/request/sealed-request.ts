import { type Authorizer, type CredentialHeaders } from '../contract/authorizer.js';
import { type KeyringEventType } from '../contract/event.js';
import { type Exchange } from '../contract/exchange.js';
import { type Refusal, type RefusalFacts } from '../contract/refusal.js';
import { type KeyringRequestOptions, type WireRequest } from '../contract/wire-request.js';
import { engineKey, type EngineView, type EventDetails } from '../credentials/engine-view.js';
import { isObserved, publish } from '../platform/diagnostics.js';
import { type Config, mockOf, type RequestHeaders, usesFetch } from './adapter.js';
import { axiosDefaultType, blobType, isForm } from './body.js';
import { exchangeOver } from './exchange.js';
import { withoutProxy } from './loopback.js';
import { describeWay } from './way.js';

/** What a {@link SealedRequest} is made of. */
export interface SealedRequestParts {
  readonly config: Config;
  readonly method: string;
  readonly url: URL;
  /** The user's; never a credential. */
  readonly headers: RequestHeaders;
  /** The user's Host header, as an adapter that sends it will. */
  readonly host: string | undefined;
  readonly data: unknown;
  readonly baseURL: string;
  readonly origin: string;
  readonly authorizer: Authorizer;
  /** Frozen. */
  readonly options: KeyringRequestOptions;
  readonly body: string | Uint8Array;
}

/** A hop as its provider sees it. What is rarely asked for is worked out when it is. */
export class SealedRequest implements WireRequest {
  readonly method: string;
  readonly baseURL: string;
  readonly body: string | Uint8Array;
  readonly options: KeyringRequestOptions;
  readonly #parts: SealedRequestParts;
  // The clock's offset with which this request was signed, if it was signed with a time at all.
  #usedOffset: number | undefined;

  constructor(parts: SealedRequestParts) {
    this.method = parts.method.toUpperCase();
    this.baseURL = parts.baseURL;
    this.body = parts.body;
    this.options = parts.options;
    this.#parts = parts;
    // A user's function for a secret gets it, and changes nothing that is signed after it.
    Object.freeze(this);
  }

  // Who asks gets a copy: what is done with it changes neither what is signed nor where a request goes.
  get url(): URL {
    return new URL(this.#parts.url);
  }

  get host(): string {
    const { host, config, url } = this.#parts;
    return host === undefined || usesFetch(config) ? url.host : host;
  }

  get contentType(): string | undefined {
    const { data } = this.#parts;
    if (isForm(data)) return 'multipart/form-data';
    const type = this.header('content-type');
    return type === undefined || type.trim() === '' || type === axiosDefaultType ? blobType(data) : type;
  }

  get [engineKey](): EngineView {
    const { config, authorizer, origin } = this.#parts;
    return {
      report: (type, details) => {
        this.report(type, details);
      },
      get way() {
        return describeWay(withoutProxy(config, origin, authorizer));
      },
      get mock() {
        return mockOf(config);
      },
    };
  }

  get exchange(): Exchange {
    const { config, authorizer, origin } = this.#parts;
    return exchangeOver(withoutProxy(config, origin, authorizer), authorizer.provider, origin);
  }

  now(): number {
    const { clock } = this.#parts.authorizer;
    this.#usedOffset = clock.offset;
    return clock.now();
  }

  /** What was added to this machine's clock when the request was signed, in milliseconds. */
  get signedOffset(): number {
    return this.#usedOffset ?? 0;
  }

  correctClock(date: string | undefined): boolean {
    const { clock } = this.#parts.authorizer;
    if (this.#usedOffset === undefined || !clock.correct(date, this.#usedOffset)) return false;
    this.report('clock-corrected', { offset: clock.offset });
    return true;
  }

  /** Whether an answer to this request means that its credential is stale. */
  isStale(refusal: Refusal): boolean {
    return this.#parts.authorizer.isStale(refusal);
  }

  /** The provider's explanation of why this request was refused. */
  explainRefusal(facts: RefusalFacts): string | undefined {
    return this.#parts.authorizer.explainRefusal?.(facts);
  }

  report(type: KeyringEventType, details?: EventDetails): void {
    const { provider, onEvent } = this.#parts.authorizer;
    if (!isObserved(onEvent)) return;
    const { method } = this;
    const { url } = this.#parts;
    publish({ type, provider, method, url: url.origin + url.pathname, ...details }, onEvent);
  }

  /** Tells which headers were added; they are listed only if somebody listens. */
  reportAuthorized(credentials: CredentialHeaders): void {
    if (isObserved(this.#parts.authorizer.onEvent))
      this.report('authorized', { headers: Object.keys(credentials) });
  }

  header(name: string): string | undefined {
    // `false` and `null` stand for "do not send".
    const value: unknown = this.#parts.headers.get(name);
    return typeof value === 'string' ? value : undefined;
  }
}
