import { createCommunicationAuthPolicy } from '@azure/communication-common';
import {
  createEmptyPipeline,
  createHttpHeaders,
  createPipelineRequest,
  type HttpClient,
} from '@azure/core-rest-pipeline';
import { azureCommunication } from '@axios-keyring/azure-communication';
import { isPromise, routesOf } from '@axios-keyring/core';
import { createHash, createHmac } from 'node:crypto';
import { type Contestant } from '../measure-times.js';
import { sendInTurn } from '../requests.js';
import { StandInRequest } from '../tokens/stand-in-request.js';

/** The contestants. */
export const names = {
  plain: 'plain node:crypto',
  engine: 'ours, as the engine calls it',
  authorize: 'ours, interceptor.authorize',
  azure: '@azure/communication-common',
} as const;

const endpoint = 'https://contoso.communication.azure.com';
const address = `${endpoint}/sms?api-version=2021-03-07`;
const accessKey = Buffer.alloc(64, 'bench').toString('base64');

/**
 * Signers of one body.
 *
 * @param size - The body's length. It is a text, because the official policy takes bytes for a text such as "1,2,3".
 * @param operations - How often each signs in one go.
 */
export function signers(size: number, operations: number): readonly Contestant[] {
  const body = 'x'.repeat(size);
  const waiting = (name: string, sign: () => Promise<unknown>): Contestant => {
    return { name, operations, run: () => sendInTurn(sign, operations) };
  };
  return [
    atOnce(names.plain, plainSigner(body), operations),
    atOnce(names.engine, engineSigner(body), operations),
    waiting(names.authorize, () => interceptor.authorize({ method: 'POST', url: address, body })),
    waiting(names.azure, azureSigner(body)),
  ];
}

function atOnce(name: string, sign: () => unknown, operations: number): Contestant {
  const run = (): void => {
    for (let index = 0; index < operations; index += 1) {
      // A promise would be a signature that is not made yet.
      if (isPromise(sign())) throw new Error(`${name} did not sign at once.`);
    }
  };
  return { name, operations, run };
}

function plainSigner(body: string): () => object {
  const key = Buffer.from(accessKey, 'base64');
  const url = new URL(address);
  return () => {
    const date = new Date().toUTCString();
    const hash = createHash('sha256').update(body).digest('base64');
    const text = `POST\n${url.pathname}${url.search}\n${date};${url.host};${hash}`;
    const signature = createHmac('sha256', key).update(text).digest('base64');
    return {
      'x-ms-date': date,
      'x-ms-content-sha256': hash,
      Authorization: `HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature=${signature}`,
    };
  };
}

const interceptor = azureCommunication({ endpoint, accessKey });

function engineSigner(body: string): () => unknown {
  const [route] = routesOf(interceptor) ?? [];
  if (!route) throw new Error('The interceptor has no route.');
  const request = new StandInRequest({ method: 'POST', url: new URL(address), body });
  return () => route.authorizer.authorize(request);
}

function azureSigner(body: string): () => Promise<unknown> {
  const pipeline = createEmptyPipeline();
  pipeline.addPolicy(createCommunicationAuthPolicy({ key: accessKey }));
  const client: HttpClient = {
    sendRequest: (request) => Promise.resolve({ request, status: 200, headers: createHttpHeaders() }),
  };
  return () => pipeline.sendRequest(client, createPipelineRequest({ url: address, method: 'POST', body }));
}
