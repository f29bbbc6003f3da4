import { expect, it } from '@jest/globals';
import axios from 'axios';
import { startEmulator } from '@axios-keyring/avanan/emulator';
import { avanan } from './avanan.js';

it('signs again with the API’s time when this machine’s clock is wrong, from the token exchange on', async () => {
  const emulator = await startEmulator({ now: () => Date.now() - 3_600_000 });
  const client = axios.create({ baseURL: emulator.url });
  client.interceptors.request.use(avanan({ ...emulator.credentials, baseURL: emulator.url }));

  expect(await client.get('/v1.0/scopes')).toMatchObject({ status: 200 });
  expect(await client.get('/v1.0/scopes')).toMatchObject({ status: 200 });
  expect(emulator.requests.map(({ target }) => target)).toEqual([
    '/v1.0/auth',
    '/v1.0/auth',
    '/v1.0/scopes',
    '/v1.0/scopes',
  ]);
  await emulator.close();
});
