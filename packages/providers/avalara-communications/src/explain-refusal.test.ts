import { describe, expect, it } from '@jest/globals';
import axios, { AxiosError, type AxiosRequestConfig } from 'axios';
import {
  type AvalaraCommunicationsEmulator,
  type AvalaraCommunicationsEmulatorOptions as EmulatorOptions,
  startEmulator,
} from '@axios-keyring/avalara-communications/emulator';
import { avalaraCommunications, type AvalaraCommunicationsOptions } from './index.js';
import { refusalHint } from '@axios-keyring/core';
import { closedAfterTest } from '../../../../tools/test-setup/closed-after-test.js';

const login = { username: 'first.last@avalara.com', password: 'secretpassword!' };
function start(options: EmulatorOptions = {}): Promise<AvalaraCommunicationsEmulator> {
  return closedAfterTest(startEmulator(options));
}

describe.each(['http', 'fetch'] as const)('the hint over the %s adapter', (adapter) => {
  async function hintOf(
    emulator: AvalaraCommunicationsEmulator,
    options: AvalaraCommunicationsOptions = {},
    request: AxiosRequestConfig = {},
  ): Promise<string | undefined> {
    const client = axios.create({ baseURL: `${emulator.url}/api/v2`, adapter });
    client.interceptors.request.use(avalaraCommunications({ ...login, baseURL: emulator.url, ...options }));
    const error: unknown = await client
      .request({ url: '/afc/serviceinfo', ...request })
      .catch((reason: unknown) => reason);
    if (!(error instanceof AxiosError)) throw new Error('The request did not fail.');
    return refusalHint(error);
  }

  it('after 401 says which part is case sensitive, and shows neither', async () => {
    const emulator = await start();

    const hint = await hintOf(emulator, { password: 'SecretPassword!' });

    expect(emulator.requests[0]?.refusal).toBe('The password differs.');
    expect(hint).toContain('The password is case sensitive, the username is not.');
    expect(hint).not.toMatch(/secretpassword|first\.last/i);
  });

  it.each([
    ['production', 'sandbox'],
    ['sandbox', 'production'],
  ] as const)('after 401 in %s names the other environment', async (environment, other) => {
    const emulator = await start();

    const hint = await hintOf(emulator, { username: 'of-the-other', environment });

    expect(emulator.requests[0]?.refusal).toBe('The username differs.');
    expect(hint).toContain(`a user of ${other} only works with`);
    expect(hint).toContain(`avalaraCommunications({ environment: '${other}' })`);
  });

  it('after 400 says that somebody else’s Authorization goes beside the api_key, without it', async () => {
    const emulator = await start();
    const headers = { Authorization: 'Bearer nobody-may-see-this' };

    const hint = await hintOf(emulator, { scheme: 'api_key' }, { headers });

    expect(emulator.requests[0]?.refusal).toContain('Both Authorization and api_key were sent');
    expect(hint).toContain('The request has an Authorization of its own beside api_key');
    expect(hint).not.toContain('nobody-may-see-this');
  });

  it('after 400 says nothing of axios’ auth, which nobody but axios sees', async () => {
    const emulator = await start();
    const auth = { username: 'another', password: 'another' };

    const hint = await hintOf(emulator, { scheme: 'api_key' }, { auth });

    expect(emulator.requests[0]?.refusal).toContain('Both Authorization and api_key were sent');
    expect(hint).toBeUndefined();
  });

  it('after 400 says nothing where Basic replaced it, or there was none', async () => {
    const emulator = await start({ respond: () => ({ status: 400 }) });
    const headers = { Authorization: 'Bearer of-another' };

    expect(await hintOf(emulator, {}, { headers })).toBeUndefined();
    expect(await hintOf(emulator, { scheme: 'api_key' })).toBeUndefined();
  });

  it('after 401 to an api_key also speaks of Basic, and only then', async () => {
    const emulator = await start();

    expect(await hintOf(emulator, { password: 'wrong', scheme: 'api_key' })).toContain("the scheme 'basic'");
    expect(await hintOf(emulator, { password: 'wrong' })).not.toContain('api_key');
  });

  it('after 403 says that the client_id is missing', async () => {
    const emulator = await start({ clientId: 1234 });

    const hint = await hintOf(emulator);

    expect(emulator.requests[0]?.refusal).toBe('The header client_id is missing.');
    expect(hint).toContain('The request has no client_id');
    expect(hint).toContain('set clientId');
  });

  it('after 403 says that the client_id may be that of another company', async () => {
    const emulator = await start({ clientId: 1234 });

    const hint = await hintOf(emulator, { clientId: 4321 });

    expect(emulator.requests[0]?.refusal).toBe('The client_id differs.');
    expect(hint).toContain('The client_id 4321 may be that of a company to which this user has no access');
    expect(hint).not.toContain('client_profile_id');
  });

  it('after 403 names the profile of the request, where there is one', async () => {
    const emulator = await start({ clientProfileIds: [7] });

    const hint = await hintOf(emulator, { clientProfileId: 7 }, { keyring: { clientProfileId: 8 } });

    expect(emulator.requests[0]?.refusal).toContain('client_profile_id');
    expect(hint).toContain('The client_profile_id 8 has to be a profile of the same company.');
  });

  it('after 415 says what was sent, and what to do', async () => {
    const emulator = await start();

    const hint = await hintOf(
      emulator,
      {},
      { method: 'post', url: '/afc/calctaxes', data: 'a', headers: { 'Content-Type': 'text/csv' } },
    );

    expect(emulator.requests[0]?.refusal).toContain('The Content-Type is neither');
    expect(hint).toContain('this was text/csv');
    expect(hint).toContain('Leave Content-Type away');
  });

  it.each([400, 404, 500])('is not there after %d, of which the API says enough', async (status) => {
    const emulator = await start({ respond: () => ({ status, body: { err: [] } }) });

    await expect(hintOf(emulator)).resolves.toBeUndefined();
  });
});

describe('explain', () => {
  const url = 'https://communications.avalara.net/api/v2/afc/calctaxes';

  it('shows what is encoded, and that there is a password', async () => {
    const explanation = await avalaraCommunications(login).explain({ url });

    expect(explanation).toMatchObject({
      provider: 'avalara-communications',
      baseURL: 'https://communications.avalara.net',
      parts: [
        { name: 'username', value: 'first.last@avalara.com' },
        { name: 'password', value: '(secret)' },
        { name: 'Authorization: Basic', value: 'base64 of the UTF-8 of username:password' },
        { name: 'Content-Type', value: 'application/json' },
      ],
      headers: ['Authorization', 'Content-Type'],
    });
    expect(JSON.stringify(explanation)).not.toMatch(/secretpassword|Zmlyc3Qu/);
  });

  it('shows the client and the profile of the request, and a type that the user set', async () => {
    const interceptor = avalaraCommunications({
      ...login,
      scheme: 'api_key',
      clientId: 1,
      clientProfileId: 2,
    });

    const { parts, headers } = await interceptor.explain({
      url,
      headers: { 'Content-Type': 'text/csv' },
      keyring: { clientProfileId: 0 },
    });

    expect(parts.slice(2)).toEqual([
      { name: 'api_key', value: 'base64 of the UTF-8 of username:password' },
      { name: 'client_id', value: '1' },
      { name: 'client_profile_id', value: '0' },
      { name: 'Content-Type', value: 'text/csv' },
    ]);
    expect(headers).toEqual(['api_key', 'client_id', 'client_profile_id']);
  });
});
