import { describe, expect, it } from '@jest/globals';
import {
  GrantBench,
  MemoryGrants,
  ProcessView,
  refusedWith,
  RotatingServer,
} from '../../fixtures/grant-bench.js';
import { errorOf } from '../../fixtures/token-bench.js';
import { KeyringError } from '../../platform/errors.js';
import { fingerprint, writeRecord } from './grant-record.js';

const brief = { patience: 300, silence: 100 };

/** So many processes with one store, and what the user's first consent gave in the options of all. */
function processes(count: number, store = new MemoryGrants()) {
  const server = new RotatingServer();
  const given = server.consent();
  const benches = Array.from({ length: count }, () => new GrantBench(server, given, { store, ...brief }));
  const [first = new GrantBench(server, given, { store }), ...others] = benches;
  return { server, given, store, first, others, all: [first, ...others] };
}

/** Waits until something is so. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('a grant that rotates', () => {
  it('begins with the refresh token of the user, and goes on with what the server gives', async () => {
    const { server, first, store } = processes(1);
    await expect(first.get()).resolves.toBe('access 2');
    await expect(first.renew()).resolves.toBe('access 3');
    await expect(first.renew()).resolves.toBe('access 4');
    expect(server.sent).toEqual(['refresh 1', 'refresh 2', 'refresh 3']);
    expect(store.only).toContain('"refresh 4"');
    expect(first.told).toEqual([
      ...['grant-stored', 'token-minted'],
      ...['grant-stored', 'token-renewed'],
      ...['grant-stored', 'token-renewed'],
    ]);
  });

  it('goes on after a restart with the access token that is there, and then with the refresh token', async () => {
    const { server, given, first, store } = processes(1);
    await first.get();
    const later = new GrantBench(server, given, { store });
    await expect(later.get()).resolves.toBe('access 2');
    expect(later.told).toEqual(['token-shared']);
    await expect(later.renew()).resolves.toBe('access 3');
    expect(server.reused).toEqual([]);
  });

  it('is stored before its access token is used', async () => {
    const { server, first, store } = processes(1);
    let isHeld = true;
    store.before = async (operation) => {
      if (operation === 'swap' && server.sent.length > 0) await until(() => !isHeld);
    };
    const token = first.get();
    await until(() => server.sent.length > 0);
    await expect(Promise.race([token, Promise.resolve('waits')])).resolves.toBe('waits');
    isHeld = false;
    await expect(token).resolves.toBe('access 2');
  });

  it('keeps its refresh token where the answer has no other', async () => {
    const { server, first } = processes(1);
    server.rotates = false;
    await first.get();
    await first.renew();
    expect(server.sent).toEqual(['refresh 1', 'refresh 1']);
  });

  it('is renewed by one of many processes, and the others take the access token', async () => {
    const { server, all } = processes(8);
    expect(new Set(await Promise.all(all.map((bench) => bench.get())))).toEqual(new Set(['access 2']));
    for (let rotation = 0; rotation < 5; rotation += 1) {
      const tokens = await Promise.all(all.map((bench) => bench.renew()));
      expect(new Set(tokens).size).toBe(1);
    }
    expect(server.sent).toHaveLength(6);
    expect(server.reused).toEqual([]);
  });

  it('serves all interceptors of a process where there is no store', async () => {
    const server = new RotatingServer();
    const given = server.consent();
    const benches = [1, 2].map(() => new GrantBench(server, given, { store: undefined }));
    await Promise.all(benches.map((bench) => bench.get()));
    await Promise.all(benches.map((bench) => bench.renew()));
    expect(server.sent).toHaveLength(2);
  });

  it('gives nobody an access token that was minted with another client secret', async () => {
    const { server, first, others } = processes(2);
    await first.get();
    for (const other of others) {
      other.clientSecret = 'another';
      await expect(other.get()).resolves.toBe('access 3');
    }
    expect(server.reused).toEqual([]);
  });
});

describe('the refresh token among the options', () => {
  it('takes the place of the grant if the user consented anew, in all processes', async () => {
    const { server, given, first, store, others } = processes(2);
    await first.get();
    const anew = server.consent();
    first.given = anew;
    await first.get();
    expect(server.sent.at(-1)).toBe(anew);
    // Those that still have the old one follow, and never send it again.
    for (const other of others) {
      await other.get();
      await other.renew();
    }
    await new GrantBench(server, given, { store }).get();
    expect(server.sent.filter((sent) => sent === given || sent === anew)).toEqual([given, anew]);
    expect(server.reused).toEqual([]);
  });

  it('leaves the grant alone if it is refused', async () => {
    const { server, first, others } = processes(2);
    await first.get();
    first.given = 'mistyped';
    await expect(errorOf(first.get())).resolves.toMatchObject({ code: 'ERR_KEYRING_GRANT_ENDED' });
    for (const other of others) await expect(other.get()).resolves.toBe('access 2');
    expect(server.sent).toEqual(['refresh 1', 'mistyped']);
  });

  it('may be missing if the store has a grant', async () => {
    const { server, first, store } = processes(1);
    await expect(errorOf(new GrantBench(server, undefined, { store }).get())).resolves.toMatchObject({
      code: 'ERR_KEYRING_CREDENTIAL',
      option: 'refreshToken',
    });
    await first.get();
    await expect(new GrantBench(server, undefined, { store }).get()).resolves.toBe('access 2');
  });
});

describe('a grant that has ended', () => {
  it('fails, says how the user consents, and is tried by nobody else', async () => {
    const { server, given, first, others } = processes(3);
    server.end(given);
    const error = await errorOf(first.get());
    expect(error).toMatchObject({ code: 'ERR_KEYRING_GRANT_ENDED', option: 'refreshToken' });
    expect(error.message).toContain('Open https://login.example.');
    expect(error.message).not.toContain(given);
    for (const other of others) {
      await expect(errorOf(other.get())).resolves.toMatchObject({ code: 'ERR_KEYRING_GRANT_ENDED' });
    }
    expect(server.sent).toHaveLength(1);
  });

  it('is tried again with another client secret, and with a new consent', async () => {
    const { server, given, first } = processes(1);
    server.end(given);
    await errorOf(first.get());
    first.clientSecret = 'another';
    await errorOf(first.get());
    expect(server.sent).toEqual([given, given]);
    first.given = server.consent();
    await expect(first.get()).resolves.toBe('access 3');
  });

  it.each([
    { others: ['good'], sent: ['refresh 1', 'refresh 2'] },
    { others: ['dead 1', 'dead 2'], sent: ['refresh 1', 'dead 1'] },
  ])(
    'is tried once more where somebody gave another one meanwhile, and never again',
    async ({ others, sent }) => {
      const { server, given, first, store } = processes(1);
      server.end(given);
      const good = server.consent();
      server.onArrival = async () => {
        const [key = ''] = store.texts.keys();
        const other = others.shift();
        const refreshToken = other === 'good' ? good : other;
        if (other) store.texts.set(key, writeRecord({ refreshToken, known: [await fingerprint(given)] }));
      };
      const outcome = first.get();
      if (sent.includes(good)) await expect(outcome).resolves.toBe('access 3');
      else await expect(errorOf(outcome)).resolves.toMatchObject({ code: 'ERR_KEYRING_GRANT_ENDED' });
      expect(server.sent).toEqual(sent);
    },
  );
});

describe('an exchange that fails otherwise', () => {
  it('leaves the grant to the next one at once', async () => {
    const { server, given, first, store } = processes(1);
    const other = new GrantBench(server, given, { store, patience: 0 });
    server.onArrival = () => Promise.reject(refusedWith({ error: 'temporarily_unavailable' }));
    await expect(errorOf(first.get())).resolves.toMatchObject({ code: 'ERR_KEYRING_TOKEN_EXCHANGE' });
    server.onArrival = () => undefined;
    await expect(other.get()).resolves.toBe('access 2');
  });
});

describe('a store in trouble', () => {
  it('is waited for', async () => {
    const { first, store, server } = processes(1);
    const end = Date.now() + 100;
    store.before = () => (Date.now() < end ? Promise.reject(new TypeError('down')) : undefined);
    await expect(first.get()).resolves.toBe('access 2');
    expect(first.told).toEqual(['store-failed', 'grant-stored', 'token-minted']);
    expect(server.sent).toHaveLength(1);
  });

  it.each(['read', 'swap'] as const)(
    'fails the request if it cannot %s for long, and sends nothing',
    async (broken) => {
      const { first, store, server } = processes(1);
      const cause = Object.assign(new Error('It is full of refresh 1.'), { code: 'ENOSPC' });
      store.before = (operation) => (operation === broken ? Promise.reject(cause) : undefined);
      const error = await errorOf(first.get());
      expect(error).toMatchObject({ code: 'ERR_KEYRING_GRANT_STORE', cause });
      expect(error.message).toContain(`cannot be ${broken === 'read' ? 'read' : 'written'} (ENOSPC)`);
      expect(error.message).not.toContain('refresh 1');
      expect(server.sent).toEqual([]);
    },
  );

  it('fails at once with what the store itself says in an error of ours', async () => {
    const { first, store } = processes(1);
    const cause = new KeyringError({ code: 'ERR_KEYRING_GRANT_STORE', message: 'Make the folder.' });
    store.before = () => Promise.reject(cause);
    await expect(errorOf(first.get())).resolves.toMatchObject({ text: 'Make the folder.' });
  });

  it.each([
    '',
    'garbage',
    '{"version":1',
    '{"version":2,"known":[]}',
    '{"version":1,"known":[],"refreshToken":7}',
  ])('is left as it is if it holds %j', async (text) => {
    const { first, store, server } = processes(1);
    await first.get();
    const [key = ''] = store.texts.keys();
    store.texts.set(key, text);
    const error = await errorOf(first.renew());
    expect(error).toMatchObject({ code: 'ERR_KEYRING_GRANT_STORE' });
    expect(error.message).toContain('backup');
    expect(store.only).toBe(text);
    expect(server.sent).toHaveLength(1);
  });

  it('does not lose what the server has given: the token serves, and the grant is written when that can be', async () => {
    const { server, given, first, store } = processes(1);
    let isDown = false;
    server.beforeAnswer = () => {
      isDown = true;
      return Promise.resolve();
    };
    store.before = () => (isDown ? Promise.reject(Object.assign(new Error(), { code: 'EIO' })) : undefined);

    await expect(first.get()).resolves.toBe('access 2');
    expect(first.events).toContainEqual({ type: 'grant-not-stored', code: 'EIO' });
    // Nobody knows whether another process can write meanwhile.
    await expect(errorOf(first.renew())).resolves.toMatchObject({ code: 'ERR_KEYRING_GRANT_STORE' });
    expect(first.told).not.toContain('grant-stored');

    isDown = false;
    await until(() => first.told.includes('grant-stored'));
    const later = new GrantBench(server, given, { store });
    await expect(later.get()).resolves.toBe('access 2');
    await expect(later.renew()).resolves.toBe('access 3');
    expect(server.sent).toEqual(['refresh 1', 'refresh 2']);
  });
});

describe('a process that holds the grant', () => {
  it('is waited for as long as it lives, and then named', async () => {
    const { server, first, others } = processes(2);
    let isHeld = true;
    server.beforeAnswer = () => until(() => !isHeld);
    const token = first.get();
    await until(() => server.sent.length > 0);
    for (const other of others) {
      const error = await errorOf(other.get());
      expect(error).toMatchObject({ code: 'ERR_KEYRING_GRANT_LOCKED' });
      expect(error.message).toContain(`process ${process.pid} on `);
    }
    isHeld = false;
    await expect(token).resolves.toBe('access 2');
    expect(server.sent).toHaveLength(1);
  });

  it('is taken for dead when it gives no sign', async () => {
    const { server, given, store, first } = processes(1);
    const view = new ProcessView(store);
    const dying = new GrantBench(server, given, { store: view, ...brief });
    let isOver = false;
    const neverArrives = async (): Promise<never> => {
      await until(() => isOver);
      throw new Error('The process is dead.');
    };
    server.onArrival = () => (server.sent.length === 1 ? neverArrives() : undefined);
    const token = dying.get();
    await until(() => server.sent.length > 0);
    view.freeze();
    await expect(first.get()).resolves.toBe('access 2');
    isOver = true;
    view.thaw();
    await expect(token).rejects.toThrow('dead');
    expect(store.only).toContain('"refreshToken":"refresh 2"');
  });

  it('cannot write over what came after it, when it only stood still', async () => {
    const { server, given, store, first } = processes(1);
    server.hasGrace = true;
    const view = new ProcessView(store);
    const slow = new GrantBench(server, given, { store: view, ...brief });
    server.beforeAnswer = () => {
      if (server.sent.length === 1) view.freeze();
      return Promise.resolve();
    };
    const token = slow.get();
    await until(() => server.sent.length > 0);
    await expect(first.get()).resolves.toBe('access 3');
    view.thaw();
    await expect(token).resolves.toBe('access 2');
    expect(store.only).toContain('"refreshToken":"refresh 3"');
    await expect(slow.renew()).resolves.toBe('access 3');
  });

  it('writes what it got where whoever took over has got nothing, and that one takes it', async () => {
    const { server, given, store, first } = processes(1);
    const view = new ProcessView(store);
    const slow = new GrantBench(server, given, { store: view, ...brief });
    server.beforeAnswer = () => {
      if (server.sent.length === 1) view.freeze();
      return Promise.resolve();
    };
    const token = slow.get();
    await until(() => server.sent.length > 0);
    server.onArrival = async () => {
      view.thaw();
      await until(() => store.only.includes('refresh 2'));
      throw refusedWith({ error: 'invalid_grant' });
    };
    await expect(first.get()).resolves.toBe('access 2');
    await expect(token).resolves.toBe('access 2');
    expect(store.only).toContain('"refreshToken":"refresh 2"');
  });
});
