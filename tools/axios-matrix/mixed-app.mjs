// An ESM application whose providers come as CommonJS: two copies of axios in one process. And the reverse.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import axios from 'axios';

const require = createRequire(import.meta.url);
const commonjs = { axios: require('axios'), ...require('@axios-keyring/taxjar') };
const esm = { axios, ...(await import('@axios-keyring/taxjar')) };
const { startEmulator } = require('@axios-keyring/taxjar/emulator');

assert.notEqual(commonjs.axios, esm.axios, 'There is only one copy of axios.');
assert.notEqual(commonjs.taxjar, esm.taxjar, 'There is only one copy of the provider.');

const emulator = await startEmulator();
const { apiToken } = emulator.credentials;
let passed = 0;
for (const [application, provider] of [
  [esm, commonjs],
  [commonjs, esm],
]) {
  for (const adapter of ['http', 'fetch', ['xhr', 'http', 'fetch']]) {
    const client = application.axios.create({ adapter, baseURL: emulator.url });
    client.interceptors.request.use(provider.taxjar({ apiToken, baseURL: emulator.url }));
    const { status } = await client.post('/v2/taxes', { amount: 1 }, { headers: { 'x-own': 'mine' } });
    assert.equal(status, 200);
    assert.equal(emulator.requests.at(-1).headers['x-own'], 'mine');
    const refused = await client.get('/elsewhere').catch((error) => error);
    assert.ok(application.axios.isAxiosError(refused));
    passed += 1;
  }
}
await emulator.close();
console.log(passed);
