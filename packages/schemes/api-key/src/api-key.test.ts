import axios from 'axios';
import { describe, expect, it } from '@jest/globals';
import { startEmulator } from '@axios-keyring/api-key/emulator';
import { refusalHint } from '@axios-keyring/core';
import { closedAfterTest } from '../../../../tools/test-setup/closed-after-test.js';
import { apiKey } from './index.js';

describe.each(['http', 'fetch'] as const)('over the %s adapter', (adapter) => {
  it('a key has its prefix, as it is', async () => {
    const emulator = await closedAfterTest(startEmulator({ keys: { Authorization: 'ApiKey abc' } }));
    const client = axios.create({ adapter, baseURL: emulator.url, proxy: false });
    client.interceptors.request.use(
      apiKey({ baseURL: emulator.url, name: 'Authorization', key: 'abc', prefix: 'ApiKey ' }),
    );

    await expect(client.get('/a')).resolves.toMatchObject({ status: 200 });
  });

  it('keys in the query keep what else is there, whatever they hold', async () => {
    const keys = { key: 'a b+c&d=ü', 'sign[ed]': '%20' };
    const emulator = await closedAfterTest(startEmulator({ in: 'query', keys }));
    const client = axios.create({ adapter, baseURL: emulator.url, proxy: false });
    const readers = { key: 'a b+c&d=\u00fc', 'sign[ed]': () => Promise.resolve('%20') };
    client.interceptors.request.use(apiKey({ baseURL: emulator.url, in: 'query', keys: readers }));

    await client.get('/a?b=1+2');

    expect(emulator.requests[0]?.target).toBe('/a?b=1+2&key=a%20b%2Bc%26d%3D%C3%BC&sign%5Bed%5D=%2520');
  });

  it('a refusal says where the key was, and never which', async () => {
    const emulator = await closedAfterTest(startEmulator());
    const client = axios.create({ adapter, baseURL: emulator.url, proxy: false });
    client.interceptors.request.use(
      apiKey({ baseURL: emulator.url, name: 'X-API-Key', key: 'wrong-key-of-this-test' }),
    );

    const error: unknown = await client.get('/a').catch((reason: unknown) => reason);

    expect(refusalHint(error)).toMatch(/^The API does not accept what it got as header X-API-Key\./);
    expect(refusalHint(error)).not.toContain('wrong-key');
  });
});
