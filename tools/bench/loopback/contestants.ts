import { azureCommunication } from '@axios-keyring/azure-communication';
import { taxjar } from '@axios-keyring/taxjar';
import axios, { type AxiosInstance } from 'axios';
import { Agent } from 'node:http';
import { handWrittenHeader, handWrittenHmac } from '../hand-written.js';
import { type Contestant } from '../measure-times.js';
import { intercepted, jsonBody, sendInTurn } from '../requests.js';

/** The contestants; those with a body end in its size. */
export const names = {
  bare: 'bare axios',
  direct: 'bare axios, maxRedirects: 0',
  handWritten: 'hand-written header',
  header: 'header provider',
  barePost: 'bare axios, 1 KiB',
  handWrittenHmac: 'hand-written HMAC, 1 KiB',
  signed: 'ACS HMAC, 1 KiB',
} as const;

/** How the contestants send. */
export interface Way {
  readonly url: string;
  readonly adapter: 'http' | 'fetch';
  readonly inFlight: number;
}

const batch = 128;
const body = jsonBody(1_024);
const accessKey = Buffer.alloc(64, 'bench').toString('base64');

/** Everybody with an instance and connections of their own. */
export function contestantsFor({ url, adapter, inFlight }: Way): readonly Contestant[] {
  const client = (direct?: { maxRedirects: 0 }): AxiosInstance =>
    // fetch keeps its connections by itself.
    axios.create({
      baseURL: url,
      adapter,
      httpAgent: new Agent({ keepAlive: true }),
      proxy: false,
      ...direct,
    });
  const all = (send: () => Promise<unknown>) => async (): Promise<void> => {
    const perSender = batch / inFlight;
    await Promise.all(Array.from({ length: inFlight }, () => sendInTurn(send, perSender)));
  };
  const get = (name: string, sender: AxiosInstance): Contestant => {
    return { name, operations: batch, run: all(() => sender.get('/scopes')) };
  };
  const post = (name: string, sender: AxiosInstance): Contestant => {
    return { name, operations: batch, run: all(() => sender.post('/scopes', body)) };
  };
  return [
    get(names.bare, client()),
    // What is left of axios' own time where nobody follows redirects: the most that there is to gain.
    get(names.direct, client({ maxRedirects: 0 })),
    get(names.handWritten, intercepted(client(), handWrittenHeader('token'))),
    get(names.header, intercepted(client(), taxjar({ apiToken: 'token', baseURL: url }))),
    post(names.barePost, client()),
    post(names.handWrittenHmac, intercepted(client(), handWrittenHmac(accessKey))),
    post(names.signed, intercepted(client(), azureCommunication({ endpoint: url, accessKey }))),
  ];
}
