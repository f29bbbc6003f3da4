import { type AxiosResponse } from 'axios';
import { IncomingMessage } from 'node:http';

/** The status line and the headers of an answer, as they arrived. */
export function responseHead(response: AxiosResponse<unknown>): string {
  const { status, statusText, headers } = response;
  const message = messageOf(response);
  const first = `HTTP/${message?.httpVersion ?? '1.1'} ${status} ${statusText}`.trimEnd();
  const lines = message ? rawLines(message.rawHeaders) : parsedLines(headers);
  return [first, ...lines, '', ''].join('\r\n');
}

// The body may have been decompressed or wrapped on its way; the request underneath still has the message itself.
function messageOf({ request }: AxiosResponse<unknown>): IncomingMessage | undefined {
  const message: unknown = typeof request === 'object' && request !== null && Reflect.get(request, 'res');
  return message instanceof IncomingMessage ? message : undefined;
}

function rawLines(raw: readonly string[]): readonly string[] {
  return raw.flatMap((name, index) => (index % 2 === 0 ? [`${name}: ${raw[index + 1] ?? ''}`] : []));
}

function parsedLines(headers: AxiosResponse['headers']): readonly string[] {
  return Object.entries(headers).flatMap(([name, value]: [string, unknown]) =>
    (Array.isArray(value) ? value : [value]).map((each) => `${name}: ${String(each)}`),
  );
}
