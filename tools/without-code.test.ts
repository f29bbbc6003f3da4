import { join } from 'node:path';
import axios, { type AxiosAdapter, type AxiosInstance } from 'axios';
import { expect, it } from '@jest/globals';
import { type Emulator } from '@axios-keyring/testing';
import { startEmulator as startApiKey } from '@axios-keyring/api-key/emulator';
import { startEmulator as startBasic } from '@axios-keyring/basic/emulator';
import { startEmulator as startBearer } from '@axios-keyring/bearer/emulator';
import { startEmulator as startJwt } from '@axios-keyring/jwt/emulator';
import { setVariable } from '../packages/core/src/fixtures/environment.js';
import { closedAfterTest } from './test-setup/closed-after-test.js';

it('five APIs are reached with what stands in one config', async () => {
  const metrics = { 'X-App-Id': 'the-app', 'X-App-Key': 'a-key-of-metrics' };
  const emulators: Readonly<Record<string, Promise<Emulator<object>>>> = {
    'reports.acme.internal': startBasic({ username: 'reader', password: 'a-password' }),
    'billing.acme.internal': startBearer({ token: 'a-token' }),
    'metrics.acme.internal': startApiKey({ keys: metrics }),
    'eu.maps.acme.internal': startApiKey({ in: 'query', keys: { key: 'a-key-of-maps' } }),
    'orders.acme.internal': startJwt({ secret: 'a-secret', issuer: 'warehouse', audience: 'orders' }),
  };
  const hosts = await Promise.all(
    Object.entries(emulators).map(
      async ([host, starting]) => [host, await closedAfterTest(starting)] as const,
    ),
  );
  const variables = {
    REPORTS_PASSWORD: 'a-password',
    BILLING_TOKEN: 'a-token',
    METRICS_APP_ID: metrics['X-App-Id'],
    METRICS_APP_KEY: metrics['X-App-Key'],
    MAPS_KEY: 'a-key-of-maps',
    ORDERS_SECRET: 'a-secret',
  };
  for (const [name, value] of Object.entries(variables)) setVariable(name, value);
  // Each host is its emulator; whatever else is asked for fails.
  const adapter: AxiosAdapter = (config) => {
    const { host, pathname, search } = new URL(axios.getUri(config));
    const [, emulator] = hosts.find(([name]) => name === host) ?? [];
    if (!emulator) throw new Error(`Nobody is at ${host}.`);
    const url = emulator.url + pathname + search;
    return axios.getAdapter('http')({ ...config, url, baseURL: '', params: undefined });
  };
  const service: unknown = await import(join(__dirname, '..', 'examples', 'without-code', 'service.cjs'));

  const lines = await reportOf(service)(axios.create({ adapter, proxy: false }));

  expect(lines).toHaveLength(5);
  for (const line of lines) expect(line).toMatch(/ 200$/);
  expect(hosts.map(([, { requests }]) => requests.map(({ status }) => status))).toEqual(
    hosts.map(() => [200]),
  );
});

type Report = (client: AxiosInstance) => Promise<readonly string[]>;

function reportOf(service: unknown): Report {
  if (!isService(service)) throw new Error('The service has no report.');
  return service.report;
}

function isService(value: unknown): value is { readonly report: Report } {
  return typeof value === 'object' && value !== null && 'report' in value;
}
