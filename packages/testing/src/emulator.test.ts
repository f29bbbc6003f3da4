import { describe, expect, it } from '@jest/globals';
import { closedAfterTest } from '../../../tools/test-setup/closed-after-test.js';
import { type RawAnswer, sendRaw } from './send-raw.js';
import { startSample } from './fixtures/sample-emulator.js';
import type { EmulatorOptions } from './emulator.js';

const authorization = ['Authorization', 'Bearer a-token'] as const;

async function answerWith(respond: EmulatorOptions['respond']): Promise<RawAnswer> {
  const emulator = await closedAfterTest(startSample({ respond }));
  return sendRaw(emulator.url, { target: '/known', headers: [authorization] });
}

describe('runEmulator', () => {
  it('gives what it accepts, and the routes of a config that reach it', async () => {
    const emulator = await closedAfterTest(startSample({ key: 'another' }));
    expect(emulator.credentials).toEqual({ key: 'another' });
    expect(emulator.routes()).toEqual([
      { provider: 'sample', baseURL: emulator.url, options: { key: 'another' } },
    ]);
    expect(emulator.routes('http://127.0.0.1:1')).toMatchObject([{ baseURL: 'http://127.0.0.1:1' }]);
  });

  it('echoes a request for which it has no answer', async () => {
    const emulator = await closedAfterTest(startSample());
    const { status, headers, text } = await sendRaw(emulator.url, {
      method: 'PUT',
      target: '/customers/1?x=a%20b',
      headers: [authorization, ['Content-Type', 'application/json']],
      body: '{"name":"ü"}',
    });
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('application/json');
    expect(JSON.parse(text)).toEqual({
      method: 'PUT',
      target: '/customers/1?x=a%20b',
      body: '{"name":"ü"}',
    });
  });

  it('records a refusal, and none for what it accepted', async () => {
    const emulator = await closedAfterTest(startSample());
    const { refusal } = await sendRaw(emulator.url, { target: '/known' });
    await sendRaw(emulator.url, { target: '/known', headers: [authorization] });
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
      text: '{"target":"/known"}',
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
      text: expect.stringContaining('known'),
    });
  });

  it('is not asked about a request that was refused', async () => {
    let asked = 0;
    const respond = (): undefined => {
      asked += 1;
    };
    const emulator = await closedAfterTest(startSample({ respond }));
    await sendRaw(emulator.url, { target: '/known' });
    expect(asked).toBe(0);
  });

  it('shows its own errors as a 500', async () => {
    const received = await answerWith(() => {
      throw new Error('broken test');
    });
    expect(received).toMatchObject({ status: 500, text: 'broken test' });
  });
});
