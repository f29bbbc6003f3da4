import { axios, isAxiosError } from './axios.js';
import { isKeyringError } from './errors.js';
import { mark } from './interceptor.js';
import { type Registration } from './request/dispatch.js';
import { refusalHint } from './request/hint.js';
import { type BaseURL } from './routing/base-url.js';
import { type Route, RouteTable } from './routing/route-table.js';

/** A harmless request that shows whether credentials are good, as the vendor recommends it. */
export interface VerificationRequest {
  readonly method: 'GET' | 'POST';
  /** From the root of the vendor's host, with the query. What a proxy's base URL has before that is kept. */
  readonly path: string;
}

/** Whether the credentials were accepted. */
export interface Verification {
  readonly ok: boolean;
  /** The answer's status; `undefined` if there was no answer. */
  readonly status: number | undefined;
  /** What probably is wrong, in one or two sentences; `undefined` if nothing is. */
  readonly hint: string | undefined;
}

// What an application has set on axios itself must not change what an answer means, or where a request goes.
const settings = {
  timeout: 15_000,
  maxRedirects: 0,
  allowAbsoluteUrls: true,
  validateStatus: (status: number): boolean => status >= 200 && status < 300,
};

/**
 * Sends the harmless request of each route's provider, once per base URL, through an axios instance of its own.
 * It gives up after 15,000 milliseconds, and never rejects.
 */
export async function verifyRoutes({ table }: Registration): Promise<Verification> {
  const verifications = await Promise.all([...table].map(verifyRoute));
  const failures = verifications.filter(({ ok }) => !ok);
  const hints = failures.flatMap(({ hint }) => hint ?? []);
  return {
    ok: failures.length === 0,
    status: (failures[0] ?? verifications[0])?.status,
    hint: hints.length === 0 ? undefined : hints.join(' '),
  };
}

async function verifyRoute(route: Route): Promise<Verification> {
  const { authorizer, baseURL } = route;
  const { verify, provider } = authorizer;
  if (!verify) return { ok: false, status: undefined, hint: `${provider} has no request to verify with.` };
  // Of this route alone: another one with a longer base URL would answer for its own credentials.
  const table = new RouteTable();
  table.add(route);
  const client = axios.create(settings);
  client.interceptors.request.use((config) => mark(config, { table }));
  try {
    const { status } = await client.request({
      method: verify.method,
      url: verificationURL(baseURL, verify.path),
    });
    return { ok: true, status, hint: undefined };
  } catch (error) {
    return failed(error, baseURL.origin);
  }
}

/**
 * Where the request goes: `https://proxy.example/vendor` and `https://proxy.example/vendor/v2` both stand before
 * the `/v2/ping` of the vendor, and the second has its beginning already.
 */
function verificationURL({ origin, path }: BaseURL, vendorPath: string): string {
  const segments = path.split('/').slice(1);
  const overlap = segments.findIndex((_, index) => startsWith(vendorPath, segments.slice(index)));
  const prefix = overlap === -1 ? segments : segments.slice(0, overlap);
  return [origin, ...prefix].join('/') + vendorPath;
}

function startsWith(path: string, segments: readonly string[]): boolean {
  const start = `/${segments.join('/')}`;
  return path.startsWith(start) && /^([/?]|$)/.test(path.slice(start.length));
}

function failed(error: unknown, origin: string): Verification {
  if (isKeyringError(error)) return { ok: false, status: error.status, hint: error.message };
  if (!isAxiosError(error) || !error.response) {
    return { ok: false, status: undefined, hint: `${origin} did not answer: ${reasonOf(error)}.` };
  }
  const { status } = error.response;
  return { ok: false, status, hint: refusalHint(error) ?? `${origin} answered ${status}.` };
}

// A name with several addresses gives an error without a message, but with a code.
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'an unknown error';
  if (error.message !== '') return error.message;
  return (isAxiosError(error) ? error.code : undefined) ?? error.name;
}
