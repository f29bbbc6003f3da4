import { AxiosHeaders } from './platform/axios.js';
import { type CredentialHeaders, type Route } from './contract/authorizer.js';
import { KeyringError } from './platform/errors.js';
import { bareCopy, own } from './platform/values.js';
import { exactBody } from './request/body.js';
import { type Config, ownHost, refusePollution } from './request/adapter.js';
import { addCredentials } from './request/seal.js';
import { SealedRequest } from './request/sealed-request.js';
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

/** A request of another client, ready for its provider. */
export interface PreparedRequest {
  readonly sealed: SealedRequest;
  readonly route: Route;
  /** The URL that the provider sees. */
  readonly url: URL;
}

/**
 * The credential headers of a request that another client sends, for example fetch or undici.
 *
 * @throws KeyringError `ERR_KEYRING_UNMATCHED` for a URL outside of the base URLs.
 */
export async function authorizeRequest(
  table: RouteTable,
  request: AuthorizeRequest,
): Promise<CredentialHeaders> {
  const { sealed, route } = await prepareRequest(table, request);
  const credentials = await route.authorizer.authorize(sealed);
  addCredentials(new AxiosHeaders(), credentials, route.authorizer.provider);
  return credentials;
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
  const sealed = new SealedRequest({
    ...{ config, options, authorizer, baseURL, host: ownHost(headers) },
    attempt: { method: request.method ?? 'GET', url, headers, data: body },
    body: authorizer.bodySigning ? body : '',
  });
  return { sealed, route, url };
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
