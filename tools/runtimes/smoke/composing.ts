import { createKeyring, isKeyringError } from 'axios-keyring';
import { type Check } from './check.js';
import { ensure, ensureEqual, rejectionOf } from './ensure.js';
import { type Stage } from './stage.js';

/** Several providers on one axios instance. */
export const composing: readonly Check[] = [
  {
    name: 'keyring: each API gets its own credential, and others none',
    run: async (stage: Stage): Promise<void> => {
      const { taxjar, azure, bystander } = stage.world;
      const keyring = createKeyring([stage.taxjar(), stage.azure()]);
      const client = stage.client(keyring);
      const answers = [
        await client.get(`${taxjar.baseURL}/v2/categories`),
        await client.post(`${azure.endpoint}/sms`, {}),
        await client.get(`${bystander}/elsewhere`),
      ];
      ensureEqual(
        answers.map(({ status }) => status),
        [200, 202, 200],
        'The statuses',
      );
      ensureEqual(keyring.match(`${azure.endpoint}/sms`)?.provider, 'azure-communication', 'The route');
      const [request] = (await stage.control.received('bystander')).slice(-1);
      ensureEqual(request?.headers.authorization, undefined, 'The header elsewhere');
    },
  },
  {
    name: 'keyring: what no route covers can be refused',
    run: async (stage: Stage): Promise<void> => {
      const { bystander } = stage.world;
      const before = (await stage.control.received('bystander')).length;
      const keyring = createKeyring([stage.taxjar()], { unmatched: 'refuse' });
      const error = await rejectionOf(stage.client(keyring).get(`${bystander}/refused`));
      ensure(isKeyringError(error) && error.code === 'ERR_KEYRING_UNMATCHED', String(error));
      ensureEqual((await stage.control.received('bystander')).length, before, 'The number of requests');
    },
  },
];
