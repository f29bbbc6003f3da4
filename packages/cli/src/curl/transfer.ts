import axios, { type AxiosRequestConfig, type AxiosResponse, isAxiosError } from 'axios';
import { property, refusalHint } from '@axios-keyring/core';
import { createWriteStream } from 'node:fs';
import { IncomingMessage } from 'node:http';
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Keyring } from 'axios-keyring';
import { CommandFailure, isClosedPipe, outputFailure, shownURL, writeFailure } from '../failure.js';
import { type CommandIO } from '../io.js';
import { type Screen } from '../screen.js';
import { printable } from '../text.js';
import { exitCodes, transferFailure } from './exit-codes.js';
import { type CurlRequest, type HeaderValues, withDefaults } from './request.js';

/** How a request is sent, and what is printed of its answer. */
export interface TransferOptions {
  readonly include?: boolean;
  readonly head?: boolean;
  readonly output?: string;
  readonly fail?: boolean;
  readonly location?: boolean;
  readonly compressed?: boolean;
}

/** Sends a request with the credentials of its route, and prints the answer. */
export async function transfer(
  keyring: Keyring,
  request: CurlRequest,
  options: TransferOptions,
  screen: Screen,
): Promise<void> {
  const { url } = request;
  const client = axios.create();
  // Also where no route covers the URL: a redirect may lead to one.
  client.interceptors.request.use(keyring);
  const { response, hint } = await client.request<unknown>(axiosConfig(request, options, screen.io)).then(
    (answer) => ({ response: answer, hint: undefined }),
    (error: unknown) => {
      // A status is no failure of curl, but providers only explain one that fails the request.
      if (!isAxiosError<unknown>(error) || !error.response) throw transferFailure(error, url);
      return { response: error.response, hint: refusalHint(error) };
    },
  );
  const { status, data: body } = response;
  if (!(body instanceof Readable)) throw new Error('The answer has no stream.');
  const { fail = false, head = false, include = head, output } = options;
  if (fail && status >= 400) {
    body.destroy();
    const details = hint === undefined ? [] : [hint];
    throw new CommandFailure(`${shownURL(url)} answered ${status}`, {
      details,
      exitCode: exitCodes.httpError,
    });
  }
  try {
    await saveBody(body, include ? headOf(response) : '', output, screen);
  } catch (error) {
    throw isClosedPipe(error) ? error : transferFailure(error, url);
  }
  if (hint !== undefined) await screen.note(`${screen.paintError('yellow', 'hint:')} ${printable(hint)}`);
}

function axiosConfig(
  { method, url, headers, body }: CurlRequest,
  { location = false, compressed = false }: TransferOptions,
  { signal, version }: CommandIO,
): AxiosRequestConfig {
  // What curl sends of itself, and nothing that axios would add.
  const complete = withDefaults(headers, {
    Accept: ['*/*'],
    'User-Agent': [`axios-keyring/${version}`],
    ...(!compressed && { 'Accept-Encoding': [] }),
    ...(!body && { 'Content-Type': [] }),
  });
  return {
    ...{ method, url: url.href, signal, ...(body && { data: body }) },
    headers: axiosHeaders(complete),
    adapter: 'http',
    responseType: 'stream',
    // As curl does with -L; without it an answer that redirects is the answer.
    maxRedirects: location ? 50 : 0,
    decompress: compressed,
    maxContentLength: Infinity,
    maxBodyLength: Infinity,
  };
}

function axiosHeaders(headers: HeaderValues): Record<string, string | string[] | false> {
  const entries = Object.entries(headers).map(([name, values]) => {
    // `false` keeps a header out.
    const [first = false] = values;
    return [name, values.length > 1 ? [...values] : first] as const;
  });
  return Object.fromEntries(entries);
}

/** The status line and the headers of an answer, as they arrived. */
function headOf({ status, statusText, headers, request }: AxiosResponse<unknown>): string {
  // The body may have been decompressed or wrapped on its way; the request underneath still has the message itself.
  const message = property(request, 'res');
  const isWhole = message instanceof IncomingMessage;
  const fields = isWhole ? message.rawHeaders : Object.entries(headers).flat().map(String);
  const first = `HTTP/${isWhole ? message.httpVersion : '1.1'} ${status} ${statusText}`.trimEnd();
  const lines = fields.map((field, index) => (index % 2 === 0 ? `\r\n${field}: ` : field));
  return `${first}${lines.join('')}\r\n\r\n`;
}

// Piece by piece as it arrives. The path `-` is standard output even if that is a terminal and the answer is no text.
async function saveBody(
  body: Readable,
  head: string,
  path: string | undefined,
  screen: Screen,
): Promise<void> {
  const { stdout, directory, signal } = screen.io;
  const file = path === undefined || path === '-' ? undefined : createWriteStream(resolve(directory, path));
  const isText = path === undefined && screen.isTerminal;
  await screen.waitFor(async (say) => {
    async function* pieces(chunks: AsyncIterable<Buffer>): AsyncGenerator<string | Buffer> {
      let bytes = 0;
      if (head !== '') yield head;
      for await (const chunk of chunks) {
        // As curl: bytes that are no text would change what the terminal does with all that follows.
        if (isText && bytes === 0 && chunk.includes(0)) {
          throw new CommandFailure('The answer is not text, so it is not written to a terminal', {
            next: 'Write it to a file with -o FILE, or to the terminal all the same with -o -.',
            exitCode: exitCodes.write,
          });
        }
        const before = bytes;
        bytes += chunk.length;
        const megabytes = Math.floor(bytes / 1_000_000);
        if (file && megabytes > Math.floor(before / 1_000_000)) say(`${megabytes} MB`);
        yield chunk;
      }
    }
    try {
      await pipeline(body, pieces, file ?? stdout, { end: file !== undefined, signal });
    } catch (error) {
      // What went wrong with where it goes is said as such; the rest is the transfer's.
      if (path !== undefined && file?.errored === error) throw writeFailure(path, error, exitCodes.write);
      throw file ? error : outputFailure(error, exitCodes.write);
    }
  });
}
