import { type RecordedRequest, type TestServer } from '@axios-keyring/testing';

/** What every client writes, with or without a keyring. */
const transportHeaders = new Set(['host', 'connection', 'user-agent', 'accept-encoding', 'content-length']);

/** The request that a server received last. */
export function lastRequest(server: TestServer): RecordedRequest {
  const request = server.requests.at(-1);
  if (!request) throw new Error(`${server.url} received nothing.`);
  return request;
}

/** The headers that a request had on the wire and the public config does not show, with their values masked. */
export function addedHeaders(sent: RecordedRequest, visible: object): string[] {
  const shown = new Set(
    Object.entries(visible)
      .filter(([, value]) => typeof value === 'string')
      .map(([name]) => name.toLowerCase()),
  );
  const added: string[] = [];
  for (let index = 0; index < sent.rawHeaders.length; index += 2) {
    const [name = '', value = ''] = sent.rawHeaders.slice(index, index + 2);
    if (shown.has(name.toLowerCase()) || transportHeaders.has(name.toLowerCase())) continue;
    added.push(`${name}: ${mask(name, value)}`);
  }
  return added;
}

// The scheme of an Authorization header and a media type are no secrets; of everything else nothing is shown.
function mask(name: string, value: string): string {
  if (/^content-type$/i.test(name)) return value;
  const scheme = /^authorization$/i.test(name) ? /^[\w-]+ /.exec(value)?.[0] : undefined;
  return `${scheme ?? ''}•••`;
}
