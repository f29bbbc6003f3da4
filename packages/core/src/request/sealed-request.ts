import { type AxiosHeaders } from 'axios';
import { type Exchange, exchangeOver } from './exchange.js';
import { type Config } from './adapter.js';
import { isForm } from './body.js';
import { type KeyringRequestOptions, type WireRequest } from './wire-request.js';

// What axios writes where nobody set a type: https://axios-http.com/docs/urlencoded
const axiosDefaultType = 'application/x-www-form-urlencoded';

/** What a {@link SealedRequest} is made of. */
export interface SealedRequestParts {
  readonly config: Config;
  readonly method: string;
  readonly url: URL;
  readonly headers: AxiosHeaders;
  readonly data: unknown;
  readonly baseURL: string;
  readonly origin: string;
  readonly provider: string;
  readonly options: KeyringRequestOptions;
  readonly body: string | Uint8Array;
}

/** A hop as its provider sees it. What is rarely asked for is worked out when it is. */
export class SealedRequest implements WireRequest {
  readonly method: string;
  readonly url: URL;
  readonly baseURL: string;
  readonly body: string | Uint8Array;
  readonly options: KeyringRequestOptions;
  readonly #parts: SealedRequestParts;

  constructor(parts: SealedRequestParts) {
    this.method = parts.method.toUpperCase();
    this.url = parts.url;
    this.baseURL = parts.baseURL;
    this.body = parts.body;
    this.options = parts.options;
    this.#parts = parts;
  }

  get host(): string {
    return this.header('host') ?? this.url.host;
  }

  get contentType(): string | undefined {
    if (isForm(this.#parts.data)) return 'multipart/form-data';
    const type = this.header('content-type');
    return type === axiosDefaultType ? undefined : type;
  }

  get exchange(): Exchange {
    const { config, provider, origin } = this.#parts;
    return exchangeOver(config, provider, origin);
  }

  header(name: string): string | undefined {
    // `false` and `null` stand for "do not send".
    const value: unknown = this.#parts.headers.get(name);
    return typeof value === 'string' ? value : undefined;
  }
}
