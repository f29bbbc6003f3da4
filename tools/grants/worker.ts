import axios from 'axios';
import * as v from 'valibot';
import {
  defineProvider,
  fileGrantStore,
  GrantSource,
  grantStore,
  parseJSON,
  property,
  secret,
  tokenExchangeError,
  TokenSource,
} from '@axios-keyring/core';
import { redisGrantStore } from '@axios-keyring/redis';
import { type Death, order, type Order, type Outcomes, setup } from './messages.js';

/** After how long without a sign another process is taken for dead: short, but long for a busy machine. */
const silence = 3_000;

let death: Death | undefined;

function dieIf(moment: Death): void {
  if (death === moment) process.kill(process.pid, 'SIGKILL');
}

const ledger = defineProvider({
  name: 'ledger',
  environmentPrefix: 'LEDGER',
  options: {
    refreshToken: secret({
      env: 'LEDGER_REFRESH_TOKEN',
      description: 'From the consent.',
      sentAs: 'encoded',
    }),
    grantStore: grantStore(),
  },
  baseURLs: () => [],
  authorize: ({ refreshToken, grantStore: store }) => {
    const provider = 'ledger';
    const grants = new GrantSource({ provider, store, silence });
    const tokens = new TokenSource({
      provider,
      mint: (request, { secret: given }, isNew) => {
        const grant = { endpoint: request.baseURL };
        return grants.exchange({ request, grant, refreshToken: given, isNew }, async (sent) => {
          dieIf('before the exchange');
          const response = await request.exchange({
            method: 'POST',
            url: `${request.baseURL}/token`,
            headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
            body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: sent }).toString(),
          });
          dieIf('before the grant is stored');
          const answer = parseJSON(response.body);
          const value = property(answer, 'access_token');
          if (typeof value !== 'string')
            throw tokenExchangeError({ provider, message: 'Refused.', response });
          return { value, expiresIn: 3_600_000, refreshToken: property(answer, 'refresh_token') };
        });
      },
    });
    return async (request) => {
      const identity = { endpoint: request.baseURL, secret: await refreshToken(request) };
      return { headers: { Authorization: `Bearer ${await tokens.get(request, identity)}` } };
    };
  },
});

const { api, refreshToken, store } = v.parse(setup, JSON.parse(process.argv[2] ?? ''));
const client = axios.create({ baseURL: api });
const interceptor = ledger({
  refreshToken,
  baseURL: api,
  grantStore:
    'file' in store
      ? fileGrantStore(store.file)
      : redisGrantStore({ url: store.redis, encryptionKeys: store.encryptionKeys }),
  onEvent: ({ type }) => {
    if (type === 'grant-stored') dieIf('after the grant is stored');
  },
});
client.interceptors.request.use(interceptor);

async function send(): Promise<number | string> {
  try {
    return (await client.get('/')).status;
  } catch (error) {
    return axios.isAxiosError(error) ? (error.status ?? error.code ?? error.message) : String(error);
  }
}

async function obey({ count, ...given }: Order): Promise<Outcomes> {
  death = given.death;
  return Promise.all(Array.from({ length: count }, send));
}

process.on('message', (message) => {
  void obey(v.parse(order, message)).then((outcomes) => process.send?.(outcomes));
});
