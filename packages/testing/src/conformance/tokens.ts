import { ensure } from './check.js';
import { ensureConcealed } from './disclosure.js';
import { type Checks, ensureAuthenticated, type Stage } from './stage.js';

/** Tokens are shared by those who have one store and one account, and renewed once for all of them. */
export const tokens: Checks = {
  'tokens: shares them by the store, and renews one that is refused once': async (stage) => {
    const { exchanges, provide, requests, send, staleStatus: status = 401 } = stage;
    if (!takesStore(stage)) return;
    const [tokenStore, texts] = memoryStore();
    const [first, second] = [provide({ tokenStore }), provide({ tokenStore })];
    await send([first]);
    const needed = exchanges.passed.length;
    if (needed === 0) return;
    const shared = await send([second]);
    // A token that is bound to a key may need a nonce of the API first, and is sent twice.
    ensureAuthenticated(
      { ...shared, arrivals: shared.arrivals.slice(-1) },
      'A request with a token of the store',
    );
    ensureFetched(stage, needed, 'the token that another interceptor had put there');
    for (const [index, interceptor] of [first, second].entries()) {
      requests.play({ status }, undefined);
      const before = exchanges.passed.length;
      const { outcome } = await send([interceptor]);
      ensure(!(outcome instanceof Error), 'A request whose token was refused once did not recover.');
      const what = index === 0 ? 'one new token' : 'the new token that another interceptor had put there';
      ensureFetched(stage, before + (index === 0 ? needed : 0), what);
    }
    ensureConcealed({ keys: [...texts.keys()] }, stage.traces, 'What tokens are kept by');
  },

  'tokens: takes none of another account from the store': async (stage) => {
    const { provide, secretOptions, send } = stage;
    if (!takesStore(stage)) return;
    for (const { name, other } of secretOptions) {
      const [tokenStore] = memoryStore();
      await send([provide({ tokenStore })]);
      const { arrivals } = await send([provide({ tokenStore, [name]: other })]);
      ensure(
        arrivals.every(({ refusal }) => refusal !== undefined),
        `A token of the store was sent for another ${name}. Give TokenSource.get() all that a token is fetched with.`,
      );
    }
  },
};

function takesStore({ triableOptions }: Stage): boolean {
  return triableOptions.some(([name]) => name === 'tokenStore');
}

function ensureFetched({ exchanges }: Stage, expected: number, what: string): void {
  const { length } = exchanges.passed;
  ensure(
    length <= expected,
    `${length} exchanges were made where ${expected} do, with ${what}. Give the store to TokenSource.`,
  );
}

/** What the option takes, and what is in it. */
function memoryStore(): readonly [store: object, texts: ReadonlyMap<string, string>] {
  const texts = new Map<string, string>();
  const store = {
    get: (key: string) => Promise.resolve(texts.get(key)),
    set: (key: string, text: string) => Promise.resolve(texts.set(key, text)),
    delete: (key: string) => Promise.resolve(texts.delete(key)),
  };
  return [store, texts];
}
