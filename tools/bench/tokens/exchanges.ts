import axios, { type AxiosInstance } from 'axios';
import { avanan } from '@axios-keyring/avanan';
import { barFigure, bars } from '../bars.js';
import { type Figure } from '../figure.js';
import { type SilentAPI, silentAPI } from './silent-api.js';

const crowd = 10_000;
const url = 'http://127.0.0.1/app/hec-api/v1.0/scopes';

/** How long the token lives that is to expire, in milliseconds. */
const shortLife = 100;

/** What happens before the crowd comes. */
const openings: Readonly<Record<string, (client: AxiosInstance, api: SilentAPI) => Promise<void>>> = {
  cold: () => Promise.resolve(),
  expired: async (client) => {
    await client.get(url);
    await new Promise((resolve) => setTimeout(resolve, shortLife));
  },
  revoked: async (client, api) => {
    await client.get(url);
    api.revokeTokens();
  },
};

/** How many tokens are fetched for many requests at once, and what each of the requests takes. */
export async function exchangeFigures(): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const [token, open] of Object.entries(openings)) {
    const api = silentAPI(token === 'expired' ? shortLife / 1_000 : 3_600);
    const client = axios.create({ adapter: api.adapter });
    const options = { clientId: 'bench', accessKey: 'key', baseURL: 'http://127.0.0.1' };
    client.interceptors.request.use(avanan({ platform: 'infinity', ...options }));
    await open(client, api);
    const before = api.exchanges;
    const start = performance.now();
    await Promise.all(Array.from({ length: crowd }, () => client.get(url)));
    const time = ((performance.now() - start) * 1_000) / crowd;
    const name = `${crowd.toLocaleString('en')} requests at once, ${token} token`;
    const exchanges = api.exchanges - before;
    figures.push(
      token === 'expired'
        ? barFigure(bars.exchanges, exchanges)
        : { name: `${name}: exchanges`, value: exchanges, bar: 1 },
      { name: `${name}: time of each`, value: time, unit: 'µs' },
    );
  }
  return figures;
}
