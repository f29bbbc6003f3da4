import { type Exchange, type ExchangeRequest } from '../contract/wire-request.js';
import { AxiosHeaders } from '../platform/axios.js';
import { isKeyringError, KeyringError } from '../platform/errors.js';
import { own } from '../platform/values.js';
import { withinTime } from '../platform/within-time.js';
import { type Config, noteAnswer, resolveAdapter, responseHeader, sealFetchOptions } from './adapter.js';
import { type CertificateSource, showOn } from './client-certificate.js';
import { concealError, concealResponse, hideConnections } from './conceal.js';
import { transportFor } from './transport.js';
import { transportKeys } from './way.js';

const timeout = 10_000;

// Not every adapter keeps its timeout: some wait for the connection, or for the end of an answer, for ever.
const deadline = 10_500;

/** The way to a token endpoint on the origin of a base URL, for the request with this config. */
export function exchangeOver(
  config: Config,
  provider: string,
  origin: string,
  certificateOf?: CertificateSource,
): Exchange {
  return async (request) => {
    const { url, method } = request;
    if (new URL(url).origin !== origin) throw failure(provider, url, `leads away from ${origin}`);
    const inner = resolveAdapter(config);
    const certificate = await certificateOf?.();
    const shown = certificate && showOn(config, inner, { certificate, url: new URL(url), provider });
    // Nobody gets the request underneath, but the user's agent may keep it.
    const traces = { names: Object.keys(request.headers).map((name) => name.toLowerCase()) };
    const controller = new AbortController();
    hideConnections(config);
    try {
      const sealed = exchangeConfig(config, request, controller.signal);
      if (shown)
        sealed.transport = transportFor(sealed, {
          limit: undefined,
          follows: false,
          changes: undefined,
          shown,
        });
      const response = await withinTime(deadline, () => inner.adapter(sealed));
      noteAnswer(inner, response.request);
      concealResponse(response, config, traces);
      return {
        status: response.status,
        body: bodyText(response.data),
        header: (name) => responseHeader(response, name),
      };
    } catch (error) {
      controller.abort();
      concealError(error, config, traces);
      if (isKeyringError(error)) throw error;
      if (shown?.refused) throw shown.refused;
      throw failure(provider, url, `(${method}) got no answer`, error);
    }
  };
}

function exchangeConfig(config: Config, request: ExchangeRequest, signal: AbortSignal): Config {
  const fetchOptions = sealFetchOptions(config);
  // The user's aborts that user's request, and not the token that others wait for.
  Reflect.set(fetchOptions, 'signal', undefined);
  const transport: Partial<Config> = {};
  for (const key of transportKeys) {
    const value: unknown = own(config, key);
    if (value !== undefined) transport[key] = value;
  }
  const sealed = {
    __proto__: null,
    ...transport,
    url: request.url,
    method: request.method.toLowerCase(),
    headers: new AxiosHeaders(request.headers),
    data: request.body,
    timeout,
    maxRedirects: 0,
    maxContentLength: 1_000_000,
    maxBodyLength: -1,
    fetchOptions,
    signal,
    responseType: 'text' as const,
    validateStatus: null,
  };
  return sealed;
}

function bodyText(data: unknown): string {
  return typeof data === 'string' ? data : data === undefined || data === null ? '' : JSON.stringify(data);
}

// The error underneath holds the request with its credentials, so only what it says is kept; some runtimes say the URL.
function failure(provider: string, url: string, what: string, error?: unknown): KeyringError {
  const { origin, pathname, search } = new URL(url);
  const shown = origin + pathname;
  const said = error instanceof Error ? error.message.replaceAll(url, shown).replaceAll(search, '') : '';
  const reason = error instanceof Error ? `: ${said}` : '';
  const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
  const cause = error instanceof Error ? new Error(said) : undefined;
  const message =
    `The token exchange with ${shown} ${what}${reason}${code}. The request was not sent. ` +
    'Check the base URL, and that the agent or proxy of this axios instance can reach it.';
  const exchange = { refused: false, retryAfter: 0, unanswered: error !== undefined };
  return new KeyringError({ code: 'ERR_KEYRING_TOKEN_EXCHANGE', provider, message, cause, exchange });
}
