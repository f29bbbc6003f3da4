import { describe, expect, it } from '@jest/globals';
import { Readable } from 'node:stream';
import FormPackage from 'form-data';
import { changingBody } from './fixtures/changing-body.js';
import { adapters, clientOf, start } from './fixtures/running-emulator.js';

const primary = Buffer.from('the primary key, replaced').toString('base64');
const secondary = Buffer.from('the secondary key').toString('base64');

describe.each(adapters)('two access keys over the %s adapter', (adapter) => {
  it('are tried in turn: the other after a refusal, and from then on', async () => {
    const emulator = await start({ accessKey: secondary });
    const options = { endpoint: emulator.url, accessKey: [primary, secondary] } as const;
    const client = clientOf(emulator.url, options, adapter);

    await client.post('/sms', { a: 1 });
    await client.post('/sms', { a: 2 });

    expect(emulator.requests.map(({ status }) => status)).toEqual([401, 202, 202]);
    expect(emulator.requests.map(({ body }) => body.toString())).toEqual(['{"a":1}', '{"a":1}', '{"a":2}']);
  });

  it('serve 20 requests that are refused at once, after one switch', async () => {
    const emulator = await start({ accessKey: secondary });
    const options = { endpoint: emulator.url, accessKey: [primary, secondary] } as const;
    const client = clientOf(emulator.url, options, adapter);

    const answers = await Promise.all(Array.from({ length: 20 }, () => client.get('/phoneNumbers')));

    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect(emulator.requests.filter(({ status }) => status === 200)).toHaveLength(20);
    await client.get('/phoneNumbers');
    expect(emulator.requests.at(-1)?.status).toBe(200);
  });

  it('are tried in turn for bodies that were read to be signed', async () => {
    const form = new FormData();
    form.append('name', 'value');
    const formPackage = new FormPackage();
    formPackage.append('name', 'value');

    for (const body of [Readable.from(['some ', 'text']), form, formPackage, new Blob(['bytes'])]) {
      const emulator = await start({ accessKey: secondary });
      const accessKey = [primary, secondary] as const;
      const client = clientOf(
        emulator.url,
        { endpoint: emulator.url, accessKey, bufferStreams: 100 },
        adapter,
      );

      await client.post('/sms', body);

      const [refused, accepted] = emulator.requests;
      expect(emulator.requests.map(({ status }) => status)).toEqual([401, 202]);
      expect(accepted?.body).toEqual(refused?.body);
      expect(accepted?.headers['content-type']).toBe(refused?.headers['content-type']);
      expect(accepted?.body).not.toHaveLength(0);
    }
  });

  it('stay as they are where no key helps: the one that was accepted last goes on', async () => {
    const emulator = await start();
    const accessKey = [emulator.credentials.accessKey, secondary] as const;
    const options = { endpoint: emulator.url, accessKey, bufferStreams: 100 };
    const client = clientOf(emulator.url, options, adapter);

    await client.post('/sms', { a: 1 });
    await expect(client.get('/chat/threads')).rejects.toMatchObject({ response: { status: 401 } });
    await client.post('/sms', Readable.from(['{"a":2}']));
    await client.post('/sms', { a: 3 });

    expect(emulator.requests.map(({ status }) => status)).toEqual([202, 401, 401, 202, 202]);
  });

  it('fail with the refusal if neither is good, after one try of each', async () => {
    const emulator = await start();
    const options = { endpoint: emulator.url, accessKey: [primary, secondary] } as const;

    const sending = clientOf(emulator.url, options, adapter).get('/phoneNumbers');

    await expect(sending).rejects.toMatchObject({ response: { status: 401 } });
    expect(emulator.requests).toHaveLength(2);
  });
});

it('another answer than a refusal of the key does not switch: a changed body is no fault of a key', async () => {
  const emulator = await start({ accessKey: primary, secondaryAccessKey: secondary });
  const options = { endpoint: emulator.url, accessKey: [primary, secondary] } as const;
  const client = clientOf(emulator.url, options);
  client.defaults.adapter = changingBody;

  await expect(client.post('/sms', 'Hello')).rejects.toMatchObject({ response: { status: 401 } });

  expect(emulator.requests).toHaveLength(1);
});
