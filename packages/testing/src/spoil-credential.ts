import type { ReceivedRequest } from './server.js';

/**
 * The request as if its credential had become another one, so that an emulator's own checks refuse it as the vendor
 * refuses a stale credential.
 *
 * @param names - the headers that hold it, in lower case
 */
export function spoilCredential(request: ReceivedRequest, names: readonly string[]): ReceivedRequest {
  const { rawHeaders } = request;
  const headers = { ...request.headers };
  for (const name of names) {
    const value = headers[name];
    if (typeof value === 'string') headers[name] = spoiled(value);
  }
  return {
    ...request,
    headers,
    rawHeaders: rawHeaders.map((text, index) =>
      index % 2 === 1 && names.includes(rawHeaders[index - 1]?.toLowerCase() ?? '') ? spoiled(text) : text,
    ),
  };
}

function spoiled(value: string): string {
  return `${value}-stale`;
}
