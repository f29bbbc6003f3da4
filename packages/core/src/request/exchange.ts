import { type Authorizer } from '../contract/authorizer.js';
import { type Exchange, type ExchangeRequest } from '../contract/wire-request.js';
import { headerValueProblem } from '../credentials/text-problems.js';
import { axios, AxiosHeaders } from '../platform/axios.js';
import { builtin } from '../platform/builtin.js';
import { isKeyringError, KeyringError } from '../platform/errors.js';
import { bareCopy, own } from '../platform/values.js';
import { withinTime } from '../platform/within-time.js';
import { type Config, noteAnswer, resolveAdapter, responseHeader, sealFetchOptions } from './adapter.js';
import { alertHint, type CertificateSource, showOn } from './client-certificate.js';
import { concealError, concealResponse, hideConnections } from './conceal.js';
import { repeatsSecret, type SentExchange } from './exchange-secrets.js';
import { transportFor, withoutProxy } from './transport.js';
import { transportKeys } from './way.js';

/** What an exchange is sent for. */
export interface ExchangeStart {
  /** With the adapter, agents and proxy that it takes. */
  readonly config: Config;
  readonly authorizer: Pick<Authorizer, 'provider' | 'tokenOrigin'>;
  /** The origin of the request, where tokens may always come from. */
  readonly origin: string;
  /** Whether that is plain http, which may not leave this machine. */
  readonly staysHere: boolean;
  /** What its connection shows: there, and elsewhere if the exchange says so. */
  readonly certificateOf: CertificateSource;
}

// In milliseconds. A metadata server is next door, and elsewhere nobody answers at its address.
const usualTimeout = 10_000;
const metadataTimeout = 2_000;
const longestTimeout = 60_000;

// Not every adapter keeps its timeout: some wait for the connection, or for the end of an answer, for ever.
const grace = 500;

/** The way to the token endpoints of a provider, for the request with this config. */
export function exchangeOver(start: ExchangeStart): Exchange {
  const { config, authorizer, origin, staysHere, certificateOf } = start;
  const { provider } = authorizer;
  return async (given) => {
    // Nothing inherited is a part of it.
    const request = bareCopy(given);
    const sent = prepare(request, provider);
    const { url } = sent;
    const target =
      url.origin === origin ? { staysHere, isMetadata: false } : authorizer.tokenOrigin(url.origin);
    if (!target)
      throw failure(provider, sent, `leads away from ${origin}, to a host that is none of its exchangeHosts`);
    const { timeout = target.isMetadata ? metadataTimeout : usualTimeout } = request;
    const limit = Math.min(timeout, longestTimeout);
    const connection = target.isMetadata
      ? straight(config, provider)
      : withoutProxy(config, target.staysHere);
    const inner = resolveAdapter(connection);
    const isShown = url.origin === origin || request.showsCertificate === true;
    const certificate = isShown ? await certificateOf() : undefined;
    const shown = certificate && showOn(connection, inner, { certificate, url, provider });
    // Nobody gets the request underneath, but the user's agent may keep it.
    const names = Object.keys(sent.headers).map((name) => name.toLowerCase());
    const traces = {
      names,
      url: url.search === '' ? undefined : { secret: url, shown: new URL(url.pathname, url) },
    };
    const controller = new AbortController();
    hideConnections(connection);
    try {
      const sealed = exchangeConfig(connection, sent, limit, controller.signal);
      const task = { limit: undefined, follows: false, changes: undefined, shown };
      if (shown) sealed.transport = transportFor(sealed, task);
      if (shown) Object.assign(sealed.fetchOptions ?? {}, shown.fetchOptions);
      const response = await withinTime(limit + grace, () => inner.adapter(sealed));
      noteAnswer(inner, response.request);
      concealResponse(response, config, traces);
      return {
        status: response.status,
        body: bodyText(response.data),
        header: (name) => responseHeader(response, name),
        quote: (text) => quote(text, sent),
      };
    } catch (error) {
      controller.abort();
      concealError(error, config, traces);
      if (isKeyringError(error)) throw error;
      if (shown?.refused) throw shown.refused;
      const hint = alertHint(error, certificate);
      throw failure(provider, sent, `(${sent.method}) got no answer`, error, hint);
    }
  };
}

interface PreparedExchange extends SentExchange {
  readonly method: string;
}

/** @throws KeyringError where it cannot be sent as it is. */
function prepare(
  { method, url, headers, form, json, body }: ExchangeRequest,
  provider: string,
): PreparedExchange {
  if (!URL.canParse(url)) {
    const message =
      'The URL of the token exchange is not absolute. The request was not sent. Correct it in the provider.';
    throw new KeyringError({ code: 'ERR_KEYRING_TOKEN_EXCHANGE', provider, message });
  }
  for (const [name, value] of Object.entries(headers ?? {})) {
    const problem = value === '' ? undefined : headerValueProblem(value);
    if (problem === undefined) continue;
    const message = `The value for the header ${name} of the token exchange ${problem}. The request was not sent.`;
    throw new KeyringError({ code: 'ERR_KEYRING_CREDENTIAL', provider, message });
  }
  const type = form ? 'application/x-www-form-urlencoded' : json && 'application/json';
  return {
    method,
    url: new URL(url),
    headers: { Accept: 'application/json', ...(type && { 'Content-Type': type }), ...headers },
    body: form ? formBody(form) : json ? JSON.stringify(json) : body,
  };
}

// https://www.rfc-editor.org/rfc/rfc6749#appendix-B
function formBody(form: Readonly<Record<string, string | undefined>>): string {
  const fields = Object.entries(form).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  );
  return new URLSearchParams(fields).toString();
}

/**
 * Past every proxy: what says how to connect counts for nothing, and an agent of its own does not read the environment, as
 * Node's global ones may. A function in place of axios' adapters is asked all the same, since it may be a mock.
 */
function straight(config: Config, provider: string): Config {
  const given = own(config, 'adapter') ?? axios.defaults.adapter;
  const agents = builtin && {
    httpAgent: new (builtin('node:http').Agent)(),
    httpsAgent: new (builtin('node:https').Agent)(),
  };
  if (!agents && typeof given !== 'function') {
    const message = 'A metadata server of a cloud can be asked on Node.js only. The request was not sent.';
    throw new KeyringError({ code: 'ERR_KEYRING_SURROUNDINGS', provider, message });
  }
  const direct = bareCopy(config);
  for (const key of [...transportKeys, 'fetchOptions']) Reflect.deleteProperty(direct, key);
  const adapter = typeof given === 'function' ? given : 'http';
  return Object.assign(direct, { proxy: false as const, adapter }, agents);
}

function exchangeConfig(
  config: Config,
  sent: PreparedExchange,
  timeout: number,
  signal: AbortSignal,
): Config {
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
    url: sent.url.href,
    method: sent.method.toLowerCase(),
    headers: new AxiosHeaders(sent.headers),
    data: sent.body,
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

/** How much of a text is looked at, and how much of it is quoted, in characters. */
const longestText = 1_000;
const longestQuotation = 300;

function quote(text: unknown, sent: SentExchange): string | undefined {
  const told = typeof text === 'string' ? text.slice(0, longestText) : '';
  if (repeatsSecret(told, sent)) return undefined;
  const line = told.replace(/[\s\p{C}]+/gu, ' ').trim();
  return line === '' ? undefined : line.slice(0, longestQuotation);
}

function bodyText(data: unknown): string {
  return typeof data === 'string' ? data : data === undefined || data === null ? '' : JSON.stringify(data);
}

// The error underneath holds the request with its credentials, so only what it says is kept; some runtimes say the URL, and a
// function in place of an adapter anything.
function failure(
  provider: string,
  sent: SentExchange,
  what: string,
  error?: unknown,
  hint = 'Check the base URL or the token URL, and that the agent or proxy of this axios instance can reach it.',
): KeyringError {
  const { href, origin, pathname, search } = sent.url;
  const shown = origin + pathname;
  const isError = error instanceof Error;
  const told = isError
    ? error.message.replaceAll(href, shown).replaceAll(search, '').slice(0, longestText)
    : '';
  const said = repeatsSecret(told, sent)
    ? 'what it says is left out, because it repeats what was sent'
    : told;
  const known: unknown = isError ? Reflect.get(error, 'code') : undefined;
  const code =
    typeof known === 'string' && /^\w+$/.test(known) && !repeatsSecret(known, sent) ? known : undefined;
  const message =
    `The token exchange with ${shown} ${what}${isError ? `: ${said}` : ''}${code ? ` (${code})` : ''}. ` +
    `The request was not sent. ${hint}`;
  const cause = isError ? Object.assign(new Error(said), code && { code }) : undefined;
  const exchange = { refused: false, retryAfter: 0, unanswered: error !== undefined };
  return new KeyringError({ code: 'ERR_KEYRING_TOKEN_EXCHANGE', provider, message, cause, exchange });
}
