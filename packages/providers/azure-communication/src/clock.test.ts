import { expect, it } from '@jest/globals';
import axios from 'axios';
import { startEmulator } from '@axios-keyring/azure-communication/emulator';
import { azureCommunication } from './azure-communication.js';

it('signs again with the service’s time when this machine’s clock is wrong', async () => {
  const emulator = await startEmulator({ now: () => Date.now() + 3_600_000 });
  const { accessKey } = emulator.credentials;
  const client = axios.create({ baseURL: emulator.url });
  client.interceptors.request.use(azureCommunication({ endpoint: emulator.url, accessKey }));

  expect(await client.post('/sms?api-version=2021-03-07', { a: 1 })).toMatchObject({ status: 202 });
  expect(emulator.requests.map(({ status }) => status)).toEqual([401, 202]);
  await emulator.close();
});
