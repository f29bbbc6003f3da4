import type { ReceivedRequest } from './server.js';

/** The headers in which the emulated APIs take what can become stale. */
const credentialHeaders: ReadonlySet<string> = new Set(['authorization', 'api_key', 'x-av-token']);

/**
 * The request as if its credential had become another one, so that an emulator's own checks refuse it as the vendor
 * refuses a stale credential.
 */
export function spoilCredential(request: ReceivedRequest): ReceivedRequest {
  const { rawHeaders } = request;
  const headers = { ...request.headers };
  for (const name of credentialHeaders) {
    const value = headers[name];
    if (typeof value === 'string') headers[name] = spoiled(value);
  }
  return {
    ...request,
    headers,
    rawHeaders: rawHeaders.map((text, index) =>
      index % 2 === 1 && credentialHeaders.has(rawHeaders[index - 1]?.toLowerCase() ?? '')
        ? spoiled(text)
        : text,
    ),
  };
}

function spoiled(value: string): string {
  return `${value}-stale`;
}
