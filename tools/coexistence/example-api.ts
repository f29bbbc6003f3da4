import axios, { type AxiosInstance, type CreateAxiosDefaults } from 'axios';
import { defineProvider, type KeyringInterceptor, secret } from '@axios-keyring/core';

let attempts = 0;

/** A provider whose credentials are fresh for every attempt, as a signature's are. */
export const example = defineProvider({
  name: 'example',
  environmentPrefix: 'EXAMPLE',
  options: { token: secret({ description: 'The token.' }) },
  baseURLs: () => ['https://api.example'],
  authorize:
    ({ token }) =>
    async (request) => {
      attempts += 1;
      return { headers: { Authorization: `Bearer ${await token(request)}`, 'x-attempt': String(attempts) } };
    },
});

/** Sets another package up on a client. */
export type SetUp = (client: AxiosInstance) => unknown;

/** Both orders in which two packages can be registered on one client. */
export const orders = ['before the other package', 'after the other package'] as const;

/** A client with our interceptor and another package, registered in one of the two orders. */
export function clientWith(
  order: (typeof orders)[number],
  interceptor: KeyringInterceptor,
  setUp: SetUp,
  config: CreateAxiosDefaults = {},
): AxiosInstance {
  const client = axios.create(config);
  const register = (): unknown => client.interceptors.request.use(interceptor);
  for (const step of order === 'before the other package' ? [register, setUp] : [setUp, register])
    step(client);
  return client;
}
