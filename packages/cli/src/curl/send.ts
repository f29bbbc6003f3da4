import axios, { type AxiosResponse, type AxiosRequestConfig, isAxiosError } from 'axios';
import { Readable } from 'node:stream';
import { refusalHint } from '@axios-keyring/core';
import { type Keyring } from 'axios-keyring';
import { type ExplainedRequest } from './explain-request.js';
import { groupHeaders } from './group-headers.js';
import { type HeaderLine } from './headers.js';

/** A request, and how it is sent. */
export interface Transfer extends ExplainedRequest {
  /** Also where no route covers the URL: a redirect may lead to one. */
  readonly keyring: Keyring;
  readonly followRedirects: boolean;
  readonly isCompressed: boolean;
  readonly signal: AbortSignal;
  readonly userAgent: string;
}

/** The answer, with its body still to come. */
export interface Answer {
  readonly response: AxiosResponse;
  readonly body: Readable;
  /** Why the API probably refused the request. */
  readonly hint: string | undefined;
}

/** Sends a request with axios, as the config’s services would, and gives the answer whatever its status is. */
export async function send(transfer: Transfer): Promise<Answer> {
  const client = axios.create();
  client.interceptors.request.use(transfer.keyring);
  const { response, hint } = await client
    .request<unknown>(requestConfig(transfer))
    .then((answered) => ({ response: answered, hint: undefined }), hintedResponse);
  const body: unknown = response.data;
  if (!(body instanceof Readable)) throw new Error('The answer has no stream.');
  return { response, body, hint };
}

// A status is no failure of curl, but providers only explain one that fails the request.
function hintedResponse(error: unknown): { response: AxiosResponse; hint: string | undefined } {
  if (!isAxiosError(error) || !error.response) throw error;
  return { response: error.response, hint: refusalHint(error) };
}

function requestConfig(transfer: Transfer): AxiosRequestConfig {
  const { method, url, body, followRedirects, isCompressed, signal } = transfer;
  return {
    method,
    url: url.href,
    ...(body && { data: body }),
    headers: headersOf(transfer),
    adapter: 'http',
    responseType: 'stream',
    // As curl does with -L; without it an answer that redirects is the answer.
    maxRedirects: followRedirects ? 50 : 0,
    decompress: isCompressed,
    maxContentLength: Infinity,
    maxBodyLength: Infinity,
    signal,
  };
}

// What curl sends of itself, and nothing that axios would add: `false` keeps a header out.
function headersOf(transfer: Transfer): Record<string, string | string[] | false> {
  const { headers, isCompressed, userAgent, body } = transfer;
  const own: readonly HeaderLine[] = [
    { name: 'Accept', value: '*/*' },
    { name: 'User-Agent', value: userAgent },
    ...(isCompressed ? [] : [{ name: 'Accept-Encoding', value: undefined }]),
    ...(body ? [] : [{ name: 'Content-Type', value: undefined }]),
  ];
  const given = new Set(headers.map(({ name }) => name.toLowerCase()));
  const lines = [...own.filter(({ name }) => !given.has(name.toLowerCase())), ...headers];
  return Object.fromEntries(
    groupHeaders(lines).map(({ name, values }): [string, string | string[] | false] => {
      const [first = false, ...others] = values;
      return [name, others.length === 0 ? first : [...values]];
    }),
  );
}
