import axios, { type AxiosInstance } from 'axios';
import { writeFileSync } from 'node:fs';
import { azureCommunication } from '@axios-keyring/azure-communication';
import { silentAPI } from '../tokens/silent-api.js';

// Signs one body, and prints by how many MiB the process grew at most.

const mebibyte = 1_024 ** 2;
const endpoint = 'https://contoso.communication.azure.com';

function bodyOf(kind: string | undefined, length: number): unknown {
  const bytes = Buffer.alloc(length, 'bench');
  if (kind === 'Buffer') return bytes;
  // What axios hands on is the whole memory underneath, so it begins where the memory does.
  return kind === 'Uint8Array' ? new Uint8Array(bytes.buffer) : bytes.toString('latin1');
}

function highWater(): number {
  return (process.resourceUsage().maxRSS * 1_024) / mebibyte;
}

// To make the body may have taken more than it takes now. https://man7.org/linux/man-pages/man5/proc_pid_clear_refs.5.html
function forgetHighWater(): void {
  writeFileSync('/proc/self/clear_refs', '5');
}

async function send(client: AxiosInstance, body: unknown): Promise<void> {
  await client.post('/files', body);
}

async function main(kind: string | undefined): Promise<void> {
  const client = axios.create({ baseURL: endpoint, adapter: silentAPI().adapter });
  const accessKey = Buffer.alloc(64, 'bench').toString('base64');
  client.interceptors.request.use(azureCommunication({ endpoint, accessKey }));
  for (let index = 0; index < 50; index += 1) await send(client, bodyOf(kind, 1_024));
  const body = bodyOf(kind, 64 * mebibyte);
  globalThis.gc?.();
  forgetHighWater();
  const before = highWater();
  await send(client, body);
  process.stdout.write(String(Math.round(highWater() - before)));
}

void main(process.argv[2]);
