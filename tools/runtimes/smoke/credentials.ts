import { type Check } from './check.js';
import { ensureEqual } from './ensure.js';
import { type Stage } from './stage.js';

/** Each kind of credential is accepted: the emulators work out everything anew from the bytes that arrive. */
export const credentials: readonly Check[] = [
  {
    name: 'header: TaxJar accepts the token',
    run: async (stage: Stage): Promise<void> => {
      const { status } = await stage.client(stage.taxjar()).get('/v2/categories');
      ensureEqual(status, 200, 'The status');
    },
  },
  {
    name: 'Basic: Avalara accepts a login beyond Latin-1',
    run: async (stage: Stage): Promise<void> => {
      const client = stage.client(stage.avalara());
      const { status } = await client.post('/api/v2/afc/calctaxes', { cmpn: {}, inv: [] });
      ensureEqual(status, 200, 'The status');
    },
  },
  {
    name: 'signature: Azure accepts JSON and a query',
    run: async (stage: Stage): Promise<void> => {
      const params = { 'api-version': '2021-03-07', note: "it's (urgent) & new: 50 %", list: ['a', 'ü'] };
      const { status } = await stage
        .client(stage.azure())
        .post('/sms', { smsRecipients: [{ to: '+15550100' }], message: 'Grüße 👋' }, { params });
      ensureEqual(status, 202, 'The status');
    },
  },
  {
    name: 'signature: Azure accepts bytes, a form and nothing',
    run: async (stage: Stage): Promise<void> => {
      const client = stage.client(stage.azure());
      const form = new FormData();
      form.append('text', 'ü');
      form.append('file', new Blob([new Uint8Array([0, 255, 13, 10])]), 'file.bin');
      const bytes = new Uint8Array([9, 0, 255, 128, 9]).subarray(1, 4);
      const answers = [
        await client.post('/bytes', bytes, { headers: { 'Content-Type': 'application/octet-stream' } }),
        await client.post('/form', form),
        await client.get('/phoneNumbers'),
        await client.delete('/nothing'),
      ];
      ensureEqual(
        answers.map(({ status }) => status),
        [200, 200, 200, 200],
        'The statuses',
      );
    },
  },
  {
    name: 'user token: Azure accepts it for chat',
    run: async (stage: Stage): Promise<void> => {
      const { status } = await stage.client(stage.azureUser()).get('/chat/threads');
      ensureEqual(status, 200, 'The status');
    },
  },
  {
    name: 'token: 20 concurrent requests make one exchange',
    run: async (stage: Stage): Promise<void> => {
      const client = stage.client(stage.avanan());
      const before = await stage.control.tokensIssued();
      const params = { scope: 'mt-prod-3:acme', note: "it's (urgent)" };
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, index) => client.get(`/v1.0/task/${index}`, { params })),
      );
      ensureEqual([...new Set(answers.map(({ status }) => status))], [200], 'The statuses');
      ensureEqual((await stage.control.tokensIssued()) - before, 1, 'The number of exchanges');
    },
  },
  {
    name: 'token: a refused one is renewed once for all',
    run: async (stage: Stage): Promise<void> => {
      const client = stage.client(stage.avanan());
      await client.get('/v1.0/scopes');
      await stage.control.revokeTokens();
      const before = await stage.control.tokensIssued();
      const answers = await Promise.all(Array.from({ length: 5 }, () => client.get('/v1.0/scopes')));
      ensureEqual([...new Set(answers.map(({ status }) => status))], [200], 'The statuses');
      ensureEqual((await stage.control.tokensIssued()) - before, 1, 'The number of exchanges');
    },
  },
];
