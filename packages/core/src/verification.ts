import axios, { isAxiosError } from 'axios';
import { isKeyringError } from './errors.js';
import { mark } from './interceptor.js';
import { type Registration } from './request/dispatch.js';
import { type Route } from './routing/route-table.js';

/** A harmless request that shows whether credentials are good, as the vendor recommends it. */
export interface VerificationRequest {
  readonly method: 'GET' | 'POST';
  /** From the root of the base URL's origin, with the query. */
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

const timeout = 15_000;

/**
 * Sends the harmless request of each route's provider, once per base URL, through an axios instance of its own.
 * It gives up after 15,000 milliseconds, and never rejects.
 */
export async function verifyRoutes(registration: Registration): Promise<Verification> {
  const verifications = await Promise.all(
    [...registration.table].map((route) => verifyRoute(route, registration)),
  );
  const failures = verifications.filter(({ ok }) => !ok);
  const hints = failures.flatMap(({ hint }) => hint ?? []);
  return {
    ok: failures.length === 0,
    status: (failures[0] ?? verifications[0])?.status,
    hint: hints.length === 0 ? undefined : hints.join(' '),
  };
}

async function verifyRoute(
  { authorizer, baseURL }: Route,
  registration: Registration,
): Promise<Verification> {
  const { verify, provider } = authorizer;
  if (!verify) return { ok: false, status: undefined, hint: `${provider} has no request to verify with.` };
  const client = axios.create({ timeout, maxRedirects: 0 });
  client.interceptors.request.use((config) => mark(config, registration));
  try {
    const { status } = await client.request({ method: verify.method, url: baseURL.origin + verify.path });
    return { ok: true, status, hint: undefined };
  } catch (error) {
    return failed(error, baseURL.origin);
  }
}

function failed(error: unknown, origin: string): Verification {
  if (isKeyringError(error)) return { ok: false, status: error.status, hint: error.message };
  if (!isAxiosError(error) || !error.response) {
    const reason = error instanceof Error ? error.message : 'an unknown error';
    return { ok: false, status: undefined, hint: `${origin} did not answer: ${reason}.` };
  }
  const { status } = error.response;
  return { ok: false, status, hint: error.hint ?? `${origin} answered ${status}.` };
}
