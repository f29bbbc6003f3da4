import { describe, expect, it } from '@jest/globals';
import { userTokens } from './index.js';
import { adapters, clientOf, start } from './fixtures/running-emulator.js';

describe.each(adapters)('userTokens over the %s adapter', (adapter) => {
  it('issues for an identity that is created, and for one that exists', async () => {
    const emulator = await start();
    const { accessKey } = emulator.credentials;
    const users = userTokens({ endpoint: emulator.url, accessKey }, { adapter });

    const first = await users.issue({ scopes: ['chat', 'voip'], expiresInMinutes: 60 });
    const second = await users.issue({ id: first.id, scopes: ['chat'] });

    expect(first.id).toMatch(/^8:acs:/);
    expect(second.id).toBe(first.id);
    expect(Math.abs(first.expiresOn.getTime() - Date.now() - 3_600_000)).toBeLessThan(10_000);
    for (const { token: userToken } of [first, second]) {
      const client = clientOf(emulator.url, { endpoint: emulator.url, userToken }, adapter);
      await expect(client.get('/chat/threads')).resolves.toMatchObject({ status: 200 });
    }
  });

  it('revokes tokens and removes identities', async () => {
    const emulator = await start();
    const { accessKey } = emulator.credentials;
    const users = userTokens({ endpoint: emulator.url, accessKey }, { adapter });
    const { id, token: userToken } = await users.issue({ scopes: ['chat'] });

    await users.revoke(id);
    const chatting = clientOf(emulator.url, { endpoint: emulator.url, userToken }).get('/chat/threads');
    await expect(chatting).rejects.toMatchObject({ response: { status: 401 } });
    await users.remove(id);

    await expect(users.issue({ id, scopes: ['chat'] })).rejects.toMatchObject({ response: { status: 404 } });
  });

  it('sends nothing for what is no identity', async () => {
    const emulator = await start();
    const { accessKey } = emulator.credentials;
    const users = userTokens({ endpoint: emulator.url, accessKey }, { adapter });
    const refused = { code: 'ERR_KEYRING_OPTION', message: expect.stringContaining('Nothing was sent.') };

    for (const id of ['', '.', '..']) {
      await expect(users.remove(id)).rejects.toMatchObject({ ...refused, option: 'id' });
      await expect(users.revoke(id)).rejects.toMatchObject({ ...refused, option: 'id' });
      await expect(users.issue({ id, scopes: ['chat'] })).rejects.toMatchObject({
        ...refused,
        option: 'user',
      });
    }

    const remove: unknown = Reflect.get(users, 'remove');
    if (typeof remove !== 'function') throw new Error('It is no function.');
    await expect(Reflect.apply(remove, users, [])).rejects.toMatchObject({ ...refused, option: 'id' });
    expect(emulator.requests).toHaveLength(0);
  });

  it('sends nothing for wrong scopes or an entry that is misspelt', async () => {
    const emulator = await start();
    const { accessKey } = emulator.credentials;
    const users = userTokens({ endpoint: emulator.url, accessKey }, { adapter });
    const misspelt = { scopes: ['chat'], expireInMinutes: 60 } as const;

    await expect(users.issue({ scopes: [] })).rejects.toMatchObject({ code: 'ERR_KEYRING_OPTION' });
    await expect(users.issue(misspelt)).rejects.toMatchObject({
      code: 'ERR_KEYRING_OPTION',
      message: expect.stringContaining('Did you mean "expiresInMinutes"?'),
    });
    expect(emulator.requests).toHaveLength(0);
  });
});
