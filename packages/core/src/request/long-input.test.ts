import { expect, it } from '@jest/globals';
import axios, { AxiosError, type AxiosAdapter, type AxiosRequestConfig } from 'axios';
import { example } from '../fixtures/example-provider.js';

const length = 100_000;
const origin = 'https://api.example.com';

const long = (unit: string): string => unit.repeat(length / unit.length);

/** Pieces of which a quadratic step would make minutes. */
const units = ['/', '//a', '%25', '%2f', '..;', '..%00', '%00', '.', '%', '\r\n', ' ', 'a.', 'x:', '-', ';='];

const inputs: [what: string, config: AxiosRequestConfig][] = units.flatMap((unit) => {
  const text = long(unit);
  const printable = text.replaceAll('\r\n', '\t');
  return [
    [`a URL of ${JSON.stringify(unit)}`, { url: `/v1/${text}x` }],
    [`a base URL of ${JSON.stringify(unit)}`, { baseURL: `${origin}/v1/${text}x`, url: 'a' }],
    [`a query of ${JSON.stringify(unit)}`, { url: `/v1?${text}x`, params: { a: 1 } }],
    [`a header of ${JSON.stringify(unit)}`, { url: '/v1', headers: { 'x-own': `${printable}x` } }],
    [`an error of ${JSON.stringify(unit)}`, { url: '/v1/refused', data: `${text}x`, method: 'post' }],
    [`a way to another address of ${JSON.stringify(unit)}`, { url: '/v1/moved', data: `/v1/${text}x` }],
  ];
});

// Answers at once, so that only what is ours takes time.
const adapter: AxiosAdapter = (config) => {
  const answer = { status: 200, statusText: '', headers: {}, config, data: '' };
  const { url = '', data } = config;
  if (url.endsWith('refused')) {
    const response = {
      ...answer,
      status: 403,
      data,
      headers: { date: String(data), location: String(data) },
    };
    return Promise.reject(new AxiosError(String(data), 'ERR_BAD_REQUEST', config, { path: data }, response));
  }
  if (url.endsWith('moved')) {
    return Promise.resolve({ ...answer, status: 302, headers: { location: String(data) } });
  }
  return Promise.resolve(answer);
};

it.each(inputs)('%s takes no longer than its length', async (_, config) => {
  const client = axios.create({ baseURL: origin, adapter, maxRedirects: 2 });
  client.interceptors.request.use(example({ token: 'one', baseURL: `${origin}/v1` }));
  const start = performance.now();

  await client.request(config).catch(() => undefined);

  // A step for each pair of characters would take ten seconds and more.
  expect(performance.now() - start).toBeLessThan(1_500);
});
