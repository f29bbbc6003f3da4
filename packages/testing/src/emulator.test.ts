import { describe, expect, it } from '@jest/globals';
import { closedAfterTest } from './fixtures/running.js';
import { send, type Received } from './fixtures/send.js';
import { startEmulator } from './index.js';
import type { EmulatorOptions } from './emulator.js';

const authorization = ['Authorization', 'Bearer 9e0cd62a22f451701f29c3bde214'] as const;

async function answerWith(respond: EmulatorOptions['respond']): Promise<Received> {
  const emulator = await closedAfterTest(startEmulator('taxjar', { respond }));
  return send(emulator.url, { target: '/v2/categories', headers: [authorization] });
}

describe('startEmulator', () => {
  it('types credentials and methods by name', async () => {
    const taxjar = await closedAfterTest(startEmulator('taxjar', { apiToken: 'another' }));
    const avalara = await closedAfterTest(startEmulator('avalara-communications', { clientId: 7 }));
    const avanan = await closedAfterTest(startEmulator('avanan'));
    const azure = await closedAfterTest(startEmulator('azure-communication', { accessKey: 'pw==' }));
    expect(taxjar.credentials).toEqual({ apiToken: 'another' });
    expect(avalara.credentials).toEqual({
      username: 'first.last@avalara.com',
      password: 'secretpassword!',
      clientId: 7,
    });
    expect(avanan.credentials).toEqual({ applicationId: 'US:myapp29', secretKey: 'my_avanan_secret' });
    expect(avanan.tokensIssued).toBe(0);
    expect(azure.credentials.accessKey).toBe('pw==');
    expect(azure.credentials.userTokens).toHaveLength(1);
  });

  it('types options by name', async () => {
    // @ts-expect-error: the option belongs to another emulator.
    const taxjar = await closedAfterTest(startEmulator('taxjar', { accessKey: 'pw==' }));
    // @ts-expect-error: the credential belongs to another emulator.
    expect(taxjar.credentials.accessKey).toBeUndefined();
    // @ts-expect-error: only Avanan issues tokens.
    expect(taxjar.tokensIssued).toBeUndefined();
  });

  it('names the emulators that there are when the name is unknown', async () => {
    const started: unknown = Reflect.apply(startEmulator, undefined, ['stripe']);
    await expect(started).rejects.toThrow(
      "There is no emulator 'stripe'. There are: taxjar, avalara-communications, avanan, azure-communication",
    );
  });

  it('echoes a request for which it has no answer', async () => {
    const emulator = await closedAfterTest(startEmulator('taxjar'));
    const { status, headers, text } = await send(emulator.url, {
      method: 'PUT',
      target: '/v2/customers/1?x=a%20b',
      headers: [authorization, ['Content-Type', 'application/json']],
      body: '{"name":"ü"}',
    });
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('application/json');
    expect(JSON.parse(text)).toEqual({
      method: 'PUT',
      target: '/v2/customers/1?x=a%20b',
      body: '{"name":"ü"}',
    });
  });

  it('records a refusal, and none for what it accepted', async () => {
    const emulator = await closedAfterTest(startEmulator('taxjar'));
    const { refusal } = await send(emulator.url, { target: '/v2/categories' });
    await send(emulator.url, { target: '/v2/categories', headers: [authorization] });
    expect(emulator.requests.map((request) => [request.status, request.refusal])).toEqual([
      [401, 'The header authorization is missing.'],
      [200, undefined],
    ]);
    expect(refusal).toBe('The header authorization is missing.');
  });
});

describe('respond', () => {
  it('answers with JSON, 200 by default', async () => {
    await expect(answerWith(({ target }) => ({ body: { target } }))).resolves.toMatchObject({
      status: 200,
      headers: { 'content-type': 'application/json' },
      text: '{"target":"/v2/categories"}',
    });
  });

  it('answers with a status, headers, and text as it is', async () => {
    const respond = (): ReturnType<NonNullable<EmulatorOptions['respond']>> =>
      Promise.resolve({
        status: 429,
        headers: { 'Retry-After': '7', 'set-cookie': ['a=1', 'b=2'] },
        body: 'slow down',
      });
    await expect(answerWith(respond)).resolves.toMatchObject({
      status: 429,
      headers: { 'retry-after': '7', 'set-cookie': ['a=1', 'b=2'] },
      text: 'slow down',
    });
  });

  it('answers with bytes, with another JSON type, and with nothing', async () => {
    await expect(answerWith(() => ({ body: Buffer.from('bytes') }))).resolves.toMatchObject({
      text: 'bytes',
    });
    await expect(
      answerWith(() => ({ headers: { 'Content-Type': 'application/problem+json' }, body: [1] })),
    ).resolves.toMatchObject({ headers: { 'content-type': 'application/problem+json' }, text: '[1]' });
    await expect(answerWith(() => ({ status: 204 }))).resolves.toMatchObject({ status: 204, text: '' });
  });

  it('leaves the default answer when it returns undefined', async () => {
    await expect(answerWith(() => undefined)).resolves.toMatchObject({
      text: expect.stringContaining('categories'),
    });
  });

  it('is not asked about a request that was refused', async () => {
    let asked = 0;
    const respond = (): undefined => {
      asked += 1;
    };
    const emulator = await closedAfterTest(startEmulator('taxjar', { respond }));
    await send(emulator.url, { target: '/v2/categories' });
    expect(asked).toBe(0);
  });

  it('shows its own errors as a 500', async () => {
    const received = await answerWith(() => {
      throw new Error('broken test');
    });
    expect(received).toMatchObject({ status: 500, text: 'broken test' });
  });
});
