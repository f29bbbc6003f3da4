import { type Route } from './contract/authorizer.js';
import { explainRequest, type Explanation } from './explanation.js';
import { type AuthorizedRequest, type AuthorizeRequest, authorizeRequest } from './other-clients.js';
import { randomId } from './platform/crypto.js';
import { KeyringError } from './platform/errors.js';
import { refuseOtherAxios } from './platform/supported-axios.js';
import { hasMethods, isObject } from './platform/values.js';
import { mark } from './request/dispatch.js';
import { type Registration, unmatchedTeller } from './request/unmatched.js';
import { type Verification, type VerifyOptions, verifyRoutes } from './verification.js';

// Registered globally: a keyring takes interceptors from any copy of this package.
const routesKey = Symbol.for('axios-keyring.routes.1');

/**
 * An axios request interceptor: `client.interceptors.request.use(interceptor)`. It takes and returns any axios
 * version's request config, always the same object, and neither waits nor throws: all happens when axios sends
 * the request. Only what is no request config, because it was registered for answers or as a transform, is refused.
 */
export interface KeyringInterceptor {
  <Request extends object>(request: Request): Request;
  /** The provider's short name, for example `taxjar`. */
  readonly provider: string;
  /** Where credentials go, without trailing slashes; a host that begins with `*.` stands for all hosts below. */
  readonly baseURLs: readonly string[];
  /**
   * Tells one interceptor's answers from another's, for a response cache: the request that a cache sees holds no
   * credentials, so by itself it would serve one account's answers to another. It is random, says nothing about a
   * secret, and lasts as long as the interceptor. Where a secret is a function, what that function looks at (the
   * merchant, for example) belongs into the cache's key as well.
   */
  readonly partitionKey: string;
  /**
   * Authorizes a request that another client sends, such as fetch or undici: answers what it is to send.
   *
   * @throws KeyringError for a URL outside of the base URLs, or a credential that cannot be had.
   */
  authorize(request: AuthorizeRequest): Promise<AuthorizedRequest>;
  /**
   * Sends the vendor's harmless request with the credentials of each route, and says whether they were accepted. It gives
   * up after 15,000 milliseconds. Whatever the answer is, it does not reject.
   *
   * @param options - What the application's own requests need to get through, such as its agents or its proxy.
   * @throws KeyringError `ERR_KEYRING_OPTION` for an option that there is not.
   */
  verify(options?: VerifyOptions): Promise<Verification>;
  /**
   * Says how a request would be authorized: what is signed, part by part, with every secret masked.
   *
   * @throws KeyringError as `authorize` does.
   */
  explain(request: AuthorizeRequest): Promise<Explanation>;
  /** The routes, for a keyring that composes several interceptors. */
  readonly [routesKey]: readonly Route[];
}

/**
 * Makes an interceptor of routes.
 *
 * @throws KeyringError `ERR_KEYRING_NOT_INSTALLED` beside an axios that is not supported.
 */
export function createInterceptor(provider: string, given: Registration): KeyringInterceptor {
  refuseOtherAxios();
  const routes = [...given.table];
  const registration = { ...given, tellUnmatched: unmatchedTeller(provider, routes) };
  const interceptor = <Request extends object>(request: Request, ...others: unknown[]): Request => {
    // As a transform it would get headers too, and an answer has the config of its request.
    const isAnswer =
      isObject(request) && Object.hasOwn(request, 'config') && Object.hasOwn(request, 'status');
    if (isAnswer || (others.length > 0 && hasMethods(others[0], 'normalize'))) throw misplaced(provider);
    return mark(request, registration);
  };
  let partitionKey: string | undefined;
  const made = Object.assign(interceptor, {
    provider,
    baseURLs: routes.map(({ baseURL }) => baseURL.href),
    partitionKey: '',
    authorize: (request: AuthorizeRequest) => authorizeRequest(registration.table, request),
    verify: (options?: VerifyOptions) => verifyRoutes(registration, options),
    explain: (request: AuthorizeRequest) => explainRequest(registration.table, request),
    [routesKey]: routes,
  });
  // Workers have no random numbers outside of a request, which is where they make their interceptors.
  return Object.defineProperty(made, 'partitionKey', { get: () => (partitionKey ??= randomId()) });
}

function misplaced(provider: string): KeyringError {
  const message =
    'The interceptor is for requests, and was registered for answers or as a transform, so requests go out without ' +
    'credentials. Register it with client.interceptors.request.use(…).';
  return new KeyringError({ code: 'ERR_KEYRING_OPTION', provider, message });
}

/** The routes that an interceptor of this project brings, or `undefined` for anything else. */
export function routesOf(interceptor: unknown): readonly Route[] | undefined {
  return isInterceptor(interceptor) ? interceptor[routesKey] : undefined;
}

function isInterceptor(value: unknown): value is KeyringInterceptor {
  return typeof value === 'function' && Object.hasOwn(value, routesKey);
}
