import { type BaseURL, type Route } from './contract/authorizer.js';
import { type Registration } from './request/unmatched.js';
import { axios, isAxiosError } from './platform/axios.js';
import { isKeyringError, KeyringError } from './platform/errors.js';
import { mark } from './request/dispatch.js';
import { property } from './platform/values.js';
import { refusalHint } from './request/recover.js';
import { RouteTable } from './request/route-table.js';
import { didYouMean } from './platform/text.js';
import { exchangeFailureOf } from './credentials/tokens/failures.js';

/**
 * What came of one route: `refused` by an answer of 4xx, or where its token is issued; `unanswered` where nothing came
 * (the connection, TLS, the name, or the time); `failed` by any other answer, or before anything was sent; `absent` where
 * the provider of a shared config's route is not installed or was left out, so that nothing is sent there; `unverified`
 * where there is nothing to ask: the provider has no harmless request, or no one host below a base URL with `*.`.
 */
export type VerificationOutcome = 'accepted' | 'refused' | 'unanswered' | 'failed' | 'absent' | 'unverified';

/** Whether the credentials of one route were accepted. */
export interface RouteVerification {
  /** The provider's short name. */
  readonly provider: string;
  /** Without a trailing slash. */
  readonly baseURL: string;
  readonly ok: boolean;
  readonly outcome: VerificationOutcome;
  /** The answer's status; `undefined` if there was no answer. */
  readonly status: number | undefined;
  /** What probably is wrong, in one or two sentences; `undefined` if nothing is. */
  readonly hint: string | undefined;
}

/** Whether the credentials were accepted. */
export interface Verification {
  /** Whether those of all routes were whose provider is there, and that have a host to ask. */
  readonly ok: boolean;
  /** The hints of all routes that failed, of several each with its provider and base URL; `undefined` if none did. */
  readonly hint: string | undefined;
  /** What came of each route, in the order of the routes. */
  readonly routes: readonly RouteVerification[];
}

/** How the harmless request is sent; each option as axios takes it. Without them it is sent as axios does by default. */
export interface VerifyOptions {
  /** How long each request may take, in milliseconds; 0 stands for as long as it likes. Default: 15,000. */
  readonly timeout?: number | undefined;
  /** The agent for http. */
  readonly httpAgent?: object | undefined;
  /** The agent for https. */
  readonly httpsAgent?: object | undefined;
  /** The proxy; `false` for none, whatever the environment says. */
  readonly proxy?:
    | false
    | {
        readonly host: string;
        readonly port: number;
        readonly protocol?: string;
        readonly auth?: { readonly username: string; readonly password: string };
      }
    | undefined;
  /** An adapter's name, a list of names, or a function. */
  readonly adapter?: unknown;
  /** For the fetch adapter, such as `dispatcher`. */
  readonly fetchOptions?: object | undefined;
  /** Ends the wait. */
  readonly signal?: AbortSignal | undefined;
}

const optionNames = ['timeout', 'httpAgent', 'httpsAgent', 'proxy', 'adapter', 'fetchOptions', 'signal'];

// What an application has set on axios itself must not change what an answer means, or where a request goes.
const settings = {
  timeout: 15_000,
  maxRedirects: 0,
  allowAbsoluteUrls: true,
  validateStatus: (status: number): boolean => status >= 200 && status < 300,
};

/**
 * Sends the harmless request of each route's provider, once per base URL, through an axios instance of its own.
 * Whatever comes of it, it does not reject.
 *
 * @throws KeyringError `ERR_KEYRING_OPTION` for an option that there is not.
 */
export async function verifyRoutes(
  { table }: Registration,
  options: VerifyOptions = {},
): Promise<Verification> {
  refuseUnknown(options);
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const routes = await Promise.all([...table].map((route) => verifyRoute(route, Object.fromEntries(given))));
  const expected = routes.filter(({ outcome }) => outcome !== 'absent' && outcome !== 'unverified');
  const hints = expected.flatMap(({ provider, baseURL, hint }) => {
    if (hint === undefined) return [];
    return expected.length === 1 ? hint : `${provider} at ${baseURL}: ${hint}`;
  });
  return {
    ok: expected.every(({ ok }) => ok),
    hint: hints.length === 0 ? undefined : hints.join(' '),
    routes,
  };
}

// From plain JavaScript it may be anything.
function refuseUnknown(options: unknown): void {
  const isObject = typeof options === 'object' && options !== null;
  const unknown = isObject ? Object.keys(options).find((key) => !optionNames.includes(key)) : '';
  if (unknown === undefined) return;
  const problem = isObject
    ? `There is no option "${unknown}" of verify().${didYouMean(unknown, optionNames)}`
    : 'The options of verify() have to be an object.';
  const message = `${problem} The options are ${optionNames.join(', ')}.`;
  throw new KeyringError({ code: 'ERR_KEYRING_OPTION', option: unknown, message });
}

type Finding = Pick<RouteVerification, 'outcome' | 'status' | 'hint'>;

async function verifyRoute(route: Route, given: object): Promise<RouteVerification> {
  const { provider } = route.authorizer;
  const finding = await tryRoute(route, given);
  return { provider, baseURL: route.baseURL.href, ok: finding.outcome === 'accepted', ...finding };
}

async function tryRoute(route: Route, given: object): Promise<Finding> {
  const { authorizer, baseURL } = route;
  const { verify, provider } = authorizer;
  if (!verify) {
    const hint = `${provider} has no request to verify with. Where it takes the option verifyPath, set that.`;
    return withoutAnswer('unverified', hint);
  }
  // Of this route alone: another one with a longer base URL would answer for its own credentials.
  const table = new RouteTable();
  table.add(route);
  const [scheme = ''] = baseURL.origin.split('*');
  const origin = baseURL.isWildcard ? scheme + (verify.host ?? '') : baseURL.origin;
  if (!table.hasOrigin(origin)) {
    const hint =
      `${baseURL.href} stands for many hosts, of which ${provider} names none to verify with. Make an interceptor for one ` +
      'of them, and call its verify().';
    return withoutAnswer('unverified', hint);
  }
  const url = verificationURL(origin, baseURL, verify.path);
  if (!URL.canParse(url) || !table.match(new URL(url))) {
    const hint =
      `The path ${verify.path} that ${provider} verifies with is not below the base URL ${baseURL.href}, so the ` +
      'request would have no credential. Correct verify in its declaration: a path begins with a slash.';
    return withoutAnswer('failed', hint);
  }
  const client = axios.create(settings);
  Object.assign(client.defaults, given);
  client.interceptors.request.use((config) => mark(config, { table }));
  try {
    const { status } = await client.request({ method: verify.method, url });
    return { outcome: 'accepted', status, hint: undefined };
  } catch (error) {
    return failure(error, origin);
  }
}

/**
 * Where the request goes: `https://proxy.example/vendor` and `https://proxy.example/vendor/v2` both stand before
 * the `/v2/ping` of the vendor, and the second has its beginning already.
 */
function verificationURL(origin: string, { path }: BaseURL, vendorPath: string): string {
  const segments = path.split('/').slice(1);
  const overlap = segments.findIndex((_, index) => startsWith(vendorPath, segments.slice(index)));
  const prefix = overlap === -1 ? segments : segments.slice(0, overlap);
  return [origin, ...prefix].join('/') + vendorPath;
}

function startsWith(path: string, segments: readonly string[]): boolean {
  const start = `/${segments.join('/')}`;
  return path.startsWith(start) && /^([/?]|$)/.test(path.slice(start.length));
}

function failure(error: unknown, origin: string): Finding {
  if (isKeyringError(error)) {
    const { refused, unanswered } = exchangeFailureOf(error);
    const isAbsent = error.code === 'ERR_KEYRING_NOT_INSTALLED';
    const outcome = isAbsent ? 'absent' : refused ? 'refused' : unanswered ? 'unanswered' : 'failed';
    return { outcome, status: error.status, hint: error.message };
  }
  const reason = reasonOf(error);
  const response = isAxiosError(error) ? error.response : undefined;
  if (!response) {
    // What a server says by ending TLS.
    const hint = refusalHint(error);
    if (hint !== undefined) return withoutAnswer(isReset(error) ? 'unanswered' : 'refused', hint);
    return isOfConnection(error)
      ? withoutAnswer('unanswered', `${origin} did not answer: ${reason}. ${reachAdvice}`)
      : withoutAnswer('failed', `The request to ${origin} failed: ${reason}.`);
  }
  const { status } = response;
  const outcome = status >= 400 && status < 500 ? 'refused' : 'failed';
  const what = status < 300 ? `, but not to the end: ${reason}` : '';
  return { outcome, status, hint: refusalHint(error) ?? `${origin} answered ${status}${what}.` };
}

const reachAdvice = 'Check the base URL, and that this machine, or its proxy, can reach it.';

function withoutAnswer(outcome: VerificationOutcome, hint: string): Finding {
  return { outcome, status: undefined, hint };
}

// Without a code it is no trouble of the network; with one of these, what axios refuses to send, or no HTTP.
function isOfConnection(error: unknown): boolean {
  const code = property(rootOf(error), 'code') ?? property(error, 'code');
  return typeof code === 'string' && !/^(ERR_(BAD|NOT|INVALID)_|HPE_)/.test(code);
}

function isReset(error: unknown): boolean {
  return property(error, 'code') === 'ECONNRESET';
}

// A name with several addresses gives an error without a message, but with a code.
function reasonOf(error: unknown): string {
  const root = rootOf(error);
  const said = [property(root, 'message'), property(root, 'code'), property(error, 'message')];
  const reason = said.find((text) => typeof text === 'string' && text !== '');
  return typeof reason === 'string' ? reason.replaceAll(/\s+/g, ' ').trim() : 'an unknown error';
}

// Over fetch, what happened is the cause of a cause.
function rootOf(error: unknown): unknown {
  let root = error;
  for (let depth = 0; depth < 5; depth += 1) {
    const cause = property(root, 'cause');
    if (property(cause, 'message') === undefined) break;
    root = cause;
  }
  return root;
}
