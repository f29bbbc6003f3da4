import { type Authorizer, type Route } from '../contract/authorizer.js';
import { type KeyringEvent } from '../contract/event.js';
import {
  type Exchange,
  type KeyringRequestOptions,
  type Refusal,
  type MaybePromise,
  type WireRequest,
} from '../contract/wire-request.js';
import { type CheckedCertificate } from '../credentials/client-certificate.js';
import { type EngineView, type EventDetails } from '../credentials/engine-view.js';
import { isObserved, publish } from '../platform/diagnostics.js';
import { bareCopy } from '../platform/values.js';
import { type Config, mockOf, usesFetch } from './adapter.js';
import { type Attempt } from './attempt.js';
import { lengthOf, typeAsSent } from './body.js';
import { certificateFor } from './client-certificate.js';
import { exchangeOver } from './exchange.js';
import { withoutProxy } from './transport.js';
import { describeWay } from './way.js';

/** What a {@link SealedRequest} is made of. */
export interface SealedRequestParts extends Route {
  /** Another one, once its body is read. */
  attempt: Pick<Attempt, 'method' | 'url' | 'headers' | 'data' | 'refusal'>;
  /** Frozen. */
  readonly options: KeyringRequestOptions;
  /** With the adapter, agents and proxy that exchanges take. */
  readonly config: Config;
  /** The user's Host header, as an adapter that sends it will. */
  readonly host: string | undefined;
  /** Empty until it is read. */
  body: string | Uint8Array;
}

/** An attempt as its provider sees it. What is rarely asked for is worked out when it is. */
export class SealedRequest implements WireRequest, EngineView {
  readonly method: string;
  readonly baseURL: string;
  readonly options: KeyringRequestOptions;
  readonly #parts: SealedRequestParts;
  // The clock's offset with which this request was signed, if it was signed with a time at all.
  #usedOffset: number | undefined;
  #headers: Readonly<Record<string, string>> | undefined;

  constructor(parts: SealedRequestParts) {
    this.method = parts.attempt.method.toUpperCase();
    const { isWildcard, href, path } = parts.baseURL;
    this.baseURL = isWildcard ? parts.attempt.url.origin + path : href;
    this.options = parts.options;
    this.#parts = parts;
    // A user's function for a secret gets it, and changes nothing that is signed after it.
    Object.freeze(this);
  }

  // Who asks gets a copy: what is done with it changes neither what is signed nor where a request goes.
  get url(): URL {
    return new URL(this.#parts.attempt.url);
  }

  get host(): string {
    const { host, config, attempt } = this.#parts;
    return host === undefined || usesFetch(config) ? attempt.url.host : host;
  }

  get body(): string | Uint8Array {
    return this.#parts.body;
  }

  get refusal(): Refusal | undefined {
    return this.#parts.attempt.refusal;
  }

  get bodyLength(): number | undefined {
    const { data, headers } = this.#parts.attempt;
    const length: unknown = headers.get('content-length');
    return lengthOf(data) ?? (typeof length === 'string' ? Number(length) : undefined);
  }

  get headers(): Readonly<Record<string, string>> {
    return (this.#headers ??= headersAsSent(this.#parts));
  }

  get exchange(): Exchange {
    const { config, authorizer, attempt, baseURL } = this.#parts;
    return exchangeOver({
      ...{ config, authorizer, origin: attempt.url.origin, staysHere: baseURL.staysHere },
      certificateOf: () => this.clientCertificate,
    });
  }

  /** What its connection, and that of its exchanges, shows. */
  get clientCertificate(): MaybePromise<CheckedCertificate | undefined> {
    return certificateFor(this, this.authorizer);
  }

  now(): number {
    const { clock } = this.authorizer;
    this.#usedOffset = clock.offset;
    return clock.now();
  }

  correctClock(serverTime: string | number | undefined): boolean {
    const { clock } = this.authorizer;
    if (this.#usedOffset === undefined || !clock.correct(serverTime, this.#usedOffset)) return false;
    this.report('clock-corrected', { offset: clock.offset });
    return true;
  }

  /** What was added to this machine's clock when the request was signed, in milliseconds. */
  get signedOffset(): number {
    return this.#usedOffset ?? 0;
  }

  get authorizer(): Authorizer {
    return this.#parts.authorizer;
  }

  get engine(): EngineView {
    return this;
  }

  get way(): string {
    const { config, baseURL } = this.#parts;
    return describeWay(withoutProxy(config, baseURL.staysHere));
  }

  get mock(): object | undefined {
    return mockOf(this.#parts.config);
  }

  report(type: KeyringEvent['type'], details?: EventDetails): void {
    const { provider, onEvent } = this.authorizer;
    if (!isObserved(onEvent)) return;
    const { method } = this;
    const { url } = this.#parts.attempt;
    publish({ type, provider, method, url: url.origin + url.pathname, ...details }, onEvent);
  }
}

function headersAsSent({ attempt, config }: SealedRequestParts): Readonly<Record<string, string>> {
  const entries: [string, unknown][] = Object.entries(attempt.headers);
  const sent = entries.flatMap(([name, value]): [string, string][] => {
    // `false`, `null` and what is absent stand for "do not send".
    const text = Array.isArray(value) ? value.join(', ') : value;
    const isText = typeof text === 'string' || typeof text === 'number';
    return isText ? [[name.toLowerCase(), String(text)]] : [];
  });
  // Nothing inherited is a header.
  const headers = bareCopy(Object.fromEntries(sent));
  delete headers['content-length'];
  const type = typeAsSent(attempt.data, headers['content-type'], usesFetch(config));
  if (type === undefined) delete headers['content-type'];
  else headers['content-type'] = type;
  return Object.freeze(headers);
}
