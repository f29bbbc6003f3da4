import axios, { type AxiosInstance } from 'axios';
import { avanan } from '@axios-keyring/avanan';
import { type KeyringInterceptor } from '@axios-keyring/core';
import { type Figure } from '../figure.js';
import { type Contestant, measureTimes } from '../measure-times.js';
import { timeFigures } from '../time-figures.js';
import { scattered, secrets } from './identities.js';
import { silentAPI } from './silent-api.js';
import { identities, sizes } from './sizes.js';

const batch = 50;
const baseline = 'axios alone';
const url = 'http://127.0.0.1/app/hec-api/v1.0/scopes';

interface Platform {
  readonly name: string;
  /** Makes the provider for a function that chooses an identity for each request. */
  readonly provide: (choose: () => string) => KeyringInterceptor;
  readonly sizes: readonly number[];
}

const platforms: readonly Platform[] = [
  {
    // A token, and nothing else that takes time.
    name: 'infinity',
    provide: (accessKey) =>
      avanan({ platform: 'infinity', clientId: 'bench', accessKey, baseURL: 'http://127.0.0.1' }),
    sizes,
  },
  {
    // A token and a signature. How it grows, the other one shows: to fetch 100,000 tokens takes a quarter of a minute.
    name: 'smart-api',
    provide: (secretKey) => avanan({ applicationId: 'bench', secretKey, baseURL: 'http://127.0.0.1' }),
    sizes: sizes.slice(0, 2),
  },
];

/** The time of a whole request with an adapter that does nothing, and a token that is at hand. */
export async function requestFigures(): Promise<readonly Figure[]> {
  const bare = axios.create({ adapter: silentAPI().adapter });
  const contestants: Contestant[] = [{ name: baseline, operations: batch, run: () => send(bare, batch) }];
  for (const platform of platforms) {
    for (const count of platform.sizes) {
      const client = axios.create({ adapter: silentAPI().adapter });
      client.interceptors.request.use(platform.provide(scattered(secrets(count))));
      await send(client, count);
      contestants.push({
        name: `request, platform ${platform.name}, ${identities(count)}`,
        operations: batch,
        run: () => send(client, batch),
      });
    }
  }
  return timeFigures(await measureTimes(contestants), baseline);
}

async function send(client: AxiosInstance, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) await client.get(url);
}
