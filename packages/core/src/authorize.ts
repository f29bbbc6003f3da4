import { AxiosHeaders } from 'axios';
import { type CredentialHeaders } from './authorizer.js';
import { KeyringError } from './errors.js';
import { exactBody } from './request/body.js';
import { type Config } from './request/adapter.js';
import { addCredentials } from './request/seal.js';
import { SealedRequest } from './request/sealed-request.js';
import { type KeyringRequestOptions } from './request/wire-request.js';
import { type RouteTable } from './routing/route-table.js';

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

/**
 * The credential headers of a request that another client sends, for example fetch or undici.
 *
 * @throws KeyringError `ERR_KEYRING_UNMATCHED` for a URL outside of the base URLs.
 */
export async function authorizeRequest(
  table: RouteTable,
  request: AuthorizeRequest,
): Promise<CredentialHeaders> {
  const url = new URL(request.url);
  const route = table.match(url);
  if (!route) {
    const bases = [...table].map(({ baseURL }) => baseURL.href).join(', ');
    const message = `${url.origin}${url.pathname} is outside of the base URLs (${bases}), so it gets no credential.`;
    throw new KeyringError({ code: 'ERR_KEYRING_UNMATCHED', message });
  }
  const { authorizer, baseURL } = route;
  const { provider } = authorizer;
  const options = request.keyring ?? {};
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
  const origin = baseURL.origin;
  const parts = {
    config,
    headers,
    url,
    options,
    authorizer,
    origin,
    body,
    data: body,
    baseURL: baseURL.href,
  };
  const sealed = new SealedRequest({ ...parts, method: request.method ?? 'GET' });
  const credentials = await authorizer.authorize(sealed);
  addCredentials(headers, credentials, provider);
  return credentials;
}
