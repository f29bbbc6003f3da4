import axios from 'axios';
import { taxjar } from '@axios-keyring/taxjar';
import { type Figure } from '../figure.js';
import { type Contestant, measureTimes } from '../measure-times.js';
import { intercepted, sendInTurn } from '../requests.js';
import { timeFigures } from '../time-figures.js';
import { scattered, secrets } from '../tokens/identities.js';
import { silentAPI } from '../tokens/silent-api.js';
import { usedMemory } from '../used-memory.js';

const batch = 50;
const many = 100_000;

/** What an interceptor with a secret per tenant costs; that of tokens per tenant is in the suite `tokens`. */
export async function tenantFigures(): Promise<readonly Figure[]> {
  const times = await measureTimes([tenants(1), tenants(many)]);
  const memory = {
    name: `memory per tenant, ${nameFor(many)}`,
    value: await memoryPerTenant(),
    unit: 'bytes',
  };
  return [...timeFigures(times, nameFor(1)), memory];
}

function tenants(count: number): Contestant {
  const send = senderFor(secrets(count));
  return { name: nameFor(count), operations: batch, run: () => sendInTurn(send, batch) };
}

function senderFor(accounts: readonly string[]): () => Promise<unknown> {
  const next = scattered(accounts);
  const interceptor = taxjar({ apiToken: () => next() });
  const client = intercepted(axios.create({ adapter: silentAPI().adapter }), interceptor);
  return () => client.get('https://api.taxjar.com/v2/categories');
}

async function memoryPerTenant(): Promise<number> {
  const accounts = secrets(many);
  const send = senderFor(accounts);
  // Compiled code is not to be counted.
  await sendInTurn(send, 1_000);
  const before = usedMemory();
  await sendInTurn(send, many);
  const after = usedMemory();
  // What is measured has to live until here.
  await send();
  return Math.max(0, Math.round((after - before) / accounts.length));
}

function nameFor(count: number): string {
  return `taxjar with a function, ${count.toLocaleString('en')} ${count === 1 ? 'tenant' : 'tenants'}`;
}
