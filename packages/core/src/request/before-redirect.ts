import { type AxiosBasicCredentials, type AxiosResponse } from 'axios';
import type { ClientRequest } from 'node:http';
import { AxiosHeaders } from '../platform/axios.js';
import { builtin } from '../platform/builtin.js';
import { bareCopy, hasMethods, own } from '../platform/values.js';
import { type Config, type RequestHeaders } from './adapter.js';
import { type Attempt } from './attempt.js';
import { type RequestChanges } from './transport.js';
/** What the user's `beforeRedirect` made of a redirect. */
export interface RedirectDecision {
  readonly method: string;
  readonly headers: RequestHeaders;
  /** The Basic credentials of the next attempt. */
  readonly auth: AxiosBasicCredentials | undefined;
  /** Where to go instead; `undefined` if the hook left the address as it was. */
  readonly href: string | undefined;
  readonly hash: string;
  readonly changes: RequestChanges;
}

/**
 * Calls the user's `beforeRedirect` as axios' http adapter does, with the options that follow-redirects has. The hook sees
 * the user's own headers, without any credential; it may change them and every other option, or refuse by throwing.
 *
 * @returns `undefined` if there is no hook.
 */
export function consultBeforeRedirect(
  next: Attempt,
  attempt: Attempt,
  response: AxiosResponse,
  config: Config,
): RedirectDecision | undefined {
  const beforeRedirect = own(config, 'beforeRedirect');
  if (typeof beforeRedirect !== 'function') return undefined;
  const address = addressOf(next.url);
  const auth = next.auth && [next.auth.username, next.auth.password].join(':');
  const added = addedHeaders(response, attempt);
  const addedNext = { ...added };
  if (next.data === undefined) delete addedNext['Content-Length'];
  const given: GivenOptions = { ...requestOptions(config, attempt.url), ...attempt.changes };
  const options = {
    ...given,
    agents: { ...given.agents },
    nativeProtocols: { ...given.nativeProtocols },
    ...address,
    href: next.url.href + next.hash,
    host: next.url.host,
    pathname: next.url.pathname,
    search: next.url.search,
    hash: next.hash,
    method: next.method.toUpperCase(),
    headers: { ...sentHeaders(next.headers), ...addedNext },
    auth,
  };
  const before = { ...options };
  Reflect.apply(beforeRedirect, undefined, [
    options,
    { headers: sentHeaders(response.headers), statusCode: response.status },
    {
      headers: { Host: attempt.url.host, ...sentHeaders(attempt.headers), ...added },
      url: attempt.url.href,
      method: attempt.method.toUpperCase(),
    },
  ]);
  const headers = new AxiosHeaders(options.headers);
  for (const name of isNodeRequest(response.request) ? ofAxios : []) {
    // Axios adds it again, unless it is off.
    if (name in addedNext && headers.get(name) === addedNext[name]) headers.delete(name);
    else headers.set(name, false, false);
  }
  return {
    method: options.method.toLowerCase(),
    headers: headers.set(unsentHeaders(next.headers), false),
    // Node's http module prefers the header, axios would not.
    auth: headers.get('authorization') ? undefined : basic(options.auth),
    href: hrefOf(options, address),
    hash: options.hash,
    // Nothing that it inherits was set by the hook.
    changes: bareCopy({ ...attempt.changes, ...changesOf(options, before, given) }),
  };
}

type Options = Readonly<Record<string, unknown>>;

interface GivenOptions extends Options {
  readonly agents: Options;
  readonly nativeProtocols: Options;
}

// As follow-redirects gets them from axios.
function requestOptions(config: Config, { protocol }: URL): GivenOptions {
  const agents: Options = { http: own(config, 'httpAgent'), https: own(config, 'httpsAgent') };
  const maxBodyLength = own(config, 'maxBodyLength') ?? -1;
  return {
    agents,
    agent: agents[protocol.slice(0, -1)],
    nativeProtocols: { 'http:': builtin?.('node:http'), 'https:': builtin?.('node:https') },
    lookup: own(config, 'lookup'),
    family: own(config, 'family'),
    maxRedirects: Number(own(config, 'maxRedirects')) || 21,
    maxBodyLength: maxBodyLength > -1 ? maxBodyLength : Infinity,
    sensitiveHeaders: own(config, 'sensitiveHeaders') ?? [],
  };
}

/** What says where a request goes and what it carries, for which the attempt has places of its own. */
const ofHop: ReadonlySet<string> = new Set([
  ...['protocol', 'hostname', 'port', 'path', 'href', 'host', 'pathname', 'search', 'hash'],
  ...['method', 'headers', 'auth'],
]);

/** What the hook set; the two tables are changed in place more often than replaced. */
function changesOf(options: Options, before: Options, given: GivenOptions): RequestChanges {
  const changes: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(options)) {
    if (!ofHop.has(key) && value !== before[key]) changes[key] = value;
  }
  for (const table of ['agents', 'nativeProtocols'] as const) {
    const now: [string, unknown][] = Object.entries(options[table] ?? {});
    if (now.some(([key, value]) => value !== given[table][key])) changes[table] = Object.fromEntries(now);
  }
  return changes;
}

interface Address {
  readonly protocol: string;
  readonly hostname: string;
  readonly port: number | '';
  readonly path: string;
}

function addressOf({ protocol, hostname, port, pathname, search }: URL): Address {
  const name = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
  return { protocol, hostname: name, port: port === '' ? port : Number(port), path: pathname + search };
}

function hrefOf({ protocol, hostname, port, path }: Address, before: Address): string | undefined {
  const unchanged =
    protocol === before.protocol &&
    hostname === before.hostname &&
    port === before.port &&
    path === before.path;
  const name = hostname.includes(':') && !hostname.startsWith('[') ? `[${hostname}]` : hostname;
  const authority = port === '' ? name : `${name}:${port}`;
  return unchanged ? undefined : `${protocol}//${authority}${path}`;
}
/** As Node's http module takes it: `user:password`. */
function basic(auth: string | undefined): AxiosBasicCredentials | undefined {
  if (!auth) return undefined;
  const colon = auth.indexOf(':');
  if (colon === -1) return { username: auth, password: '' };
  return { username: auth.slice(0, colon), password: auth.slice(colon + 1) };
}

const ofAxios = ['User-Agent', 'Content-Length', 'Accept-Encoding'] as const;

/** Whether a request was made by Node's http module. */
export function isNodeRequest(request: unknown): request is ClientRequest {
  return hasMethods(request, 'getHeader');
}

/** The headers that axios' http adapter added to those of a attempt by itself. */
function addedHeaders({ request }: AxiosResponse, { headers }: Attempt): Record<string, string> {
  const added: Record<string, string> = {};
  if (!isNodeRequest(request)) return added;
  for (const name of ofAxios) {
    const value = request.getHeader(name);
    if (typeof value === 'string' && !headers.has(name)) added[name] = value;
  }
  return added;
}

function sentHeaders(headers: unknown): Record<string, string | string[]> {
  const sent: Record<string, string | string[]> = {};
  for (const [name, value] of entriesOf(headers)) {
    if (typeof value === 'string') sent[name] = value;
    else if (Array.isArray(value)) sent[name] = value.map(String);
  }
  return sent;
}

// `false` and `null` stand for "do not send", which a redirect does not change.
function unsentHeaders(headers: unknown): Record<string, false | null> {
  const unsent: Record<string, false | null> = {};
  for (const [name, value] of entriesOf(headers)) if (value === false || value === null) unsent[name] = value;
  return unsent;
}

function entriesOf(headers: unknown): [string, unknown][] {
  return Object.entries(headers ?? {});
}
