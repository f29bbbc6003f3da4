import { createKeyring, isKeyringError } from 'axios-keyring';
import { ensure, ensureEqual, rejectionOf } from './ensure.js';
import { type Checks } from './suite.js';

/** Each kind of credential is accepted: the emulators work out everything anew from the bytes that arrive. */
export const credentials: Checks = {
  'every provider: its API accepts the credential, and no answer shows it': async (stage) => {
    for (const interceptor of stage.all()) {
      const client = stage.client(interceptor);
      const { routes } = await interceptor.verify({ adapter: stage.world.adapter });
      ensure(
        routes.length > 0 && routes.every(({ ok }) => ok),
        `${interceptor.provider}: ${JSON.stringify(routes)}`,
      );
      await stage.ensureConcealed(await client.get('/', { validateStatus: null }));
    }
  },
  'signature: Azure accepts JSON and a query': async (stage) => {
    const params = { 'api-version': '2021-03-07', note: "it's (urgent) & new: 50 %", list: ['a', 'ü'] };
    const message = { smsRecipients: [{ to: '+15550100' }], message: 'Grüße 👋' };
    const { status } = await stage
      .client(stage.provider('azure-communication'))
      .post('/sms', message, { params });
    ensureEqual(status, 202, 'The status');
  },
  'signature: Azure accepts bytes, a form and nothing': async (stage) => {
    const client = stage.client(stage.provider('azure-communication'));
    const form = new FormData();
    form.append('text', 'ü');
    form.append('file', new Blob([new Uint8Array([0, 255, 13, 10])]), 'file.bin');
    const bytes = new Uint8Array([9, 0, 255, 128, 9]).subarray(1, 4);
    const headers = { 'Content-Type': 'application/octet-stream' };
    ensureEqual((await client.post('/bytes', bytes, { headers })).status, 200, 'The status of bytes');
    ensureEqual((await client.post('/form', form)).status, 200, 'The status of a form');
    ensureEqual((await client.get('/phoneNumbers')).status, 200, 'The status of nothing');
    ensureEqual((await client.delete('/nothing')).status, 200, 'The status of a deletion');
  },
  'token: 20 concurrent requests make one exchange': async (stage) => {
    const client = stage.client(stage.tokens());
    const before = await stage.tokensIssued();
    const params = { scope: 'mt-prod-3:acme', note: "it's (urgent)" };
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => client.get(`/v1.0/task/${index}`, { params })),
    );
    ensureEqual([...new Set(answers.map(({ status }) => status))], [200], 'The statuses');
    ensureEqual((await stage.tokensIssued()) - before, 1, 'The number of exchanges');
  },
  'token: a refused one is renewed once for all': async (stage) => {
    const client = stage.client(stage.tokens());
    await client.get('/v1.0/scopes');
    await stage.revokeTokens();
    const before = await stage.tokensIssued();
    const answers = await Promise.all(Array.from({ length: 5 }, () => client.get('/v1.0/scopes')));
    ensureEqual([...new Set(answers.map(({ status }) => status))], [200], 'The statuses');
    ensureEqual((await stage.tokensIssued()) - before, 1, 'The number of exchanges');
  },
  'keyring: each API gets its own credential, and others none': async (stage) => {
    const { bystander } = stage.world;
    const keyring = createKeyring([stage.provider('taxjar'), stage.provider('azure-communication')]);
    const [taxjar, azure] = keyring.baseURLs;
    const client = stage.client(keyring);
    ensureEqual((await client.get(`${taxjar}/v2/categories`)).status, 200, 'The status of TaxJar');
    ensureEqual((await client.post(`${azure}/sms`, {})).status, 202, 'The status of Azure');
    ensureEqual((await client.get(`${bystander}/elsewhere`)).status, 200, 'The status elsewhere');
    ensureEqual(keyring.match(`${azure}/sms`)?.provider, 'azure-communication', 'The route');
    const [request] = (await stage.received('bystander')).slice(-1);
    ensureEqual(request?.headers.authorization, undefined, 'The header elsewhere');
  },
  'keyring: what no route covers can be refused': async (stage) => {
    const before = (await stage.received('bystander')).length;
    const keyring = createKeyring([stage.provider('taxjar')], { unmatched: 'refuse' });
    const error = await rejectionOf(stage.client(keyring).get(`${stage.world.bystander}/refused`));
    ensure(isKeyringError(error) && error.code === 'ERR_KEYRING_UNMATCHED', String(error));
    ensureEqual((await stage.received('bystander')).length, before, 'The number of requests');
  },
};
