import { AxiosHeaders } from './platform/axios.js';
import { type BodyUse, type Credential, type Route } from './contract/authorizer.js';
import { type OwnBytes } from './platform/crypto.js';
import { KeyringError } from './platform/errors.js';
import { bareCopy, own } from './platform/values.js';
import { exactBody } from './request/body.js';
import { type Config, dropHeader, ownHost, refusePollution } from './request/adapter.js';
import { noCredential, place } from './request/placement.js';
import { SealedRequest, type SealedRequestParts } from './request/sealed-request.js';
import { baseURLAdvice } from './request/unmatched.js';
import { type KeyringRequestOptions } from './contract/wire-request.js';
import { type RouteTable } from './request/route-table.js';

/** A request of another client than axios: what it is going to send, exactly. */
export interface AuthorizeRequest {
  /** Default: `GET`. */
  readonly method?: string;
  /** Absolute, with the query as it will be sent. */
  readonly url: string | URL;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text (sent as UTF-8) or bytes. */
  readonly body?: string | Uint8Array;
  /** What a provider takes per request. */
  readonly keyring?: KeyringRequestOptions;
}

/** A request that another client can send as it is: `fetch(request.url, request)`. */
export interface AuthorizedRequest {
  /** In capitals. */
  readonly method: string;
  /** With the parameters of the credential. */
  readonly url: string;
  /** The given ones, and those of the credential. */
  readonly headers: Readonly<Record<string, string>>;
  /** The given one, or the credential's in its place; bytes as a copy. */
  readonly body: string | OwnBytes | undefined;
  /** The credential alone. */
  readonly credential: Credential;
}

/** A request of another client, ready for its provider. */
export interface PreparedRequest {
  readonly sealed: SealedRequest;
  readonly route: Route;
  /** The URL that the provider sees. */
  readonly url: URL;
  readonly use: BodyUse | undefined;
}

/**
 * Authorizes a request that another client sends, for example fetch or undici.
 *
 * @throws KeyringError `ERR_KEYRING_UNMATCHED` for a URL outside of the base URLs.
 */
export async function authorizeRequest(
  table: RouteTable,
  request: AuthorizeRequest,
): Promise<AuthorizedRequest> {
  const { sealed, url, use } = await prepareRequest(table, request);
  const credential = await credentialOf(sealed);
  const headers = new AxiosHeaders({ ...request.headers });
  const { provider } = sealed.authorizer;
  const placement = place(credential, { url, headers, use, provider });
  const body = own(credential, 'body') ?? request.body;
  if (placement.body) dropHeader(headers, 'content-length');
  const texts = Object.entries<unknown>(headers).map(([name, value]) => [name, String(value)] as const);
  return {
    method: sealed.method,
    url: (placement.url ?? url).href,
    headers: Object.fromEntries(texts),
    body: body instanceof Uint8Array ? new Uint8Array(body) : body,
    credential,
  };
}

/**
 * The credential of a prepared request.
 *
 * @throws KeyringError `ERR_KEYRING_CREDENTIAL` if it takes a challenge of the API, which nobody has asked for.
 */
async function credentialOf(sealed: SealedRequest): Promise<Credential> {
  const credential = await sealed.authorizer.authorize(sealed);
  if (credential) return credential;
  throw noCredential(
    sealed.authorizer,
    'yet: it needs a challenge first, which a request through the axios instance asks for and answers',
  );
}

/** Finds the route of a request of another client, and makes of it what a provider sees. */
export async function prepareRequest(table: RouteTable, request: AuthorizeRequest): Promise<PreparedRequest> {
  refusePollution();
  const url = wireURL(request.url);
  const route = table.match(url);
  if (!route) throw outside(table, url);
  const { authorizer, baseURL } = route;
  const { provider } = authorizer;
  const options = Object.freeze(bareCopy(own(request, 'keyring') ?? {}));
  const problem = authorizer.requestOptionsProblem(options);
  if (problem !== undefined) {
    throw new KeyringError({
      code: 'ERR_KEYRING_REQUEST_OPTION',
      provider,
      option: 'keyring',
      message: problem,
    });
  }
  const headers = new AxiosHeaders({ ...request.headers });
  const config: Config = { headers, data: request.body };
  const { data: body } = await exactBody(config, provider, 0);
  const parts: SealedRequestParts = {
    ...{ config, options, authorizer, baseURL, host: ownHost(headers) },
    attempt: { method: request.method ?? 'GET', url, headers, data: body, refusal: undefined },
    body: '',
  };
  const sealed = new SealedRequest(parts);
  const use = authorizer.body?.(sealed);
  if (use) parts.body = body;
  return { sealed, route, url, use };
}

// As it reaches the wire: userinfo and fragment never do.
function wireURL(text: string | URL): URL {
  if (!URL.canParse(text)) {
    const message = 'The URL is not absolute, so it cannot be told whether it is below a base URL.';
    throw new KeyringError({ code: 'ERR_KEYRING_UNMATCHED', message });
  }
  const url = new URL(text);
  url.username = '';
  url.password = '';
  url.hash = '';
  return url;
}

function outside(table: RouteTable, url: URL): KeyringError {
  const message =
    `${url.origin}${url.pathname} is outside of the base URLs, so it gets no credential. ` +
    baseURLAdvice([table]);
  return new KeyringError({ code: 'ERR_KEYRING_UNMATCHED', message });
}
