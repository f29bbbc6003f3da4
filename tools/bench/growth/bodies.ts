import axios, { type AxiosInstance } from 'axios';
import { createHash } from 'node:crypto';
import { azureCommunication } from '@axios-keyring/azure-communication';
import { type Figure } from '../figure.js';
import { type Contestant, measureTimes } from '../measure-times.js';
import { intercepted, sendInTurn } from '../requests.js';
import { timeFigures } from '../time-figures.js';
import { silentAPI } from '../tokens/silent-api.js';
import { memoryOfBodies } from './body-memory.js';

const endpoint = 'https://contoso.communication.azure.com';
const accessKey = Buffer.alloc(64, 'bench').toString('base64');
const kibibyte = 1_024;
const sizes = [
  { title: '1 KiB', length: kibibyte, batch: 50 },
  { title: '1 MiB', length: kibibyte ** 2, batch: 4 },
  { title: '64 MiB', length: 64 * kibibyte ** 2, batch: 1 },
];

/** What a longer body costs that is signed. */
export async function bodyFigures(): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  // The first requests are slower, and of the longest body there are only a few.
  const client = signingClient();
  await sendInTurn(() => client.post('/files', Buffer.alloc(kibibyte)), 2_000);
  for (const { title, length, batch } of sizes) {
    const body = Buffer.alloc(length, 'bench');
    const hash = `SHA-256 of ${title}`;
    const times = await measureTimes(
      [
        { name: hash, operations: batch, run: hashing(body, batch) },
        signed(`request with ACS, ${title}`, () => client.post('/files', body), batch),
      ],
      7,
    );
    figures.push(...timeFigures(times, hash));
  }
  return [...figures, ...(await memoryOfBodies())];
}

function hashing(body: Buffer, count: number): () => void {
  return () => {
    for (let index = 0; index < count; index += 1) createHash('sha256').update(body).digest('base64');
  };
}

function signed(name: string, send: () => Promise<unknown>, operations: number): Contestant {
  return { name, operations, run: () => sendInTurn(send, operations) };
}

function signingClient(): AxiosInstance {
  const client = axios.create({ baseURL: endpoint, adapter: silentAPI().adapter });
  return intercepted(client, azureCommunication({ endpoint, accessKey }));
}
