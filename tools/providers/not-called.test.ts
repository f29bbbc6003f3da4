import { resolve } from 'node:path';
import { expect, it } from '@jest/globals';
import axios from 'axios';
import { providerPackages } from './provider-packages.js';

it('every provider that is given to use() without being called sends nothing, and says what to write', async () => {
  const messages: string[] = [];
  const all = providerPackages(resolve(__dirname, '../..')).flatMap(({ providers }) => providers);
  for (const { provide } of all) {
    const adapter = (): Promise<never> => Promise.reject(new Error('sent'));
    const client = axios.create({ baseURL: 'https://api.example', adapter });
    const { request } = client.interceptors;
    const { use } = request;
    Reflect.apply(use, request, [provide]);
    await client.get('/a').catch((error: unknown) => messages.push(String(error)));
  }

  expect(all.length).toBeGreaterThan(4);
  expect(messages).toEqual(
    all.map(({ exportName: name }) =>
      expect.stringContaining(`${name} was given to use() without being called: write use(${name}()).`),
    ),
  );
});
