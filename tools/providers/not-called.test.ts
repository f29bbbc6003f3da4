import { resolve } from 'node:path';
import { expect, it } from '@jest/globals';
import axios from 'axios';
import { providerPackages } from './provider-packages.js';

it('every provider that is given to use() without being called sends nothing, and says what to write', async () => {
  const workspace = resolve(__dirname, '../..');
  const messages: string[] = [];
  const names: string[] = [];
  for (const { folder, providers } of providerPackages(workspace)) {
    const loaded: unknown = await import(resolve(workspace, folder, 'src/index.ts'));
    if (typeof loaded !== 'object' || loaded === null) throw new Error(`${folder} exports nothing.`);
    for (const { exportName } of providers) {
      names.push(exportName);
      const client = axios.create({
        baseURL: 'https://api.example',
        adapter: () => Promise.reject(new Error('sent')),
      });
      const { request } = client.interceptors;
      const { use } = request;
      Reflect.apply(use, request, [Reflect.get(loaded, exportName)]);
      await client.get('/a').catch((error: unknown) => messages.push(String(error)));
    }
  }

  expect(names.length).toBeGreaterThan(4);
  expect(messages).toEqual(
    names.map((name) =>
      expect.stringContaining(`${name} was given to use() without being called: write use(${name}()).`),
    ),
  );
});
