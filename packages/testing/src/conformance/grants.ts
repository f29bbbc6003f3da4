import { ensure } from './check.js';
import { type Checks, credentialsOf, type Stage } from './stage.js';

/** What changes with each renewal, and can be sent once, is stored before what came of it is used. */
export const grants: Checks = {
  'grants: stores each one before what came of it is used': async (stage) => {
    const { exchanges, provide, requests, send, staleStatus: status = 401 } = stage;
    if (!takesGrants(stage)) return;
    let [exchanged, isEarly] = [0, false];
    const store = memoryGrants(async () => {
      if (exchanges.passed.length === exchanged) return;
      exchanged = exchanges.passed.length;
      const { length } = requests.passed;
      // Whoever does not wait for what is written here overtakes these two.
      for (let count = 0; count < 2; count += 1) await send([]);
      isEarly ||= requests.passed.slice(length).some((arrival) => credentialsOf(stage, arrival).length > 0);
    });
    const interceptor = provide({ grantStore: store });
    await send([interceptor]);
    if (store.swaps() === 0) return;
    requests.play({ status }, undefined);
    const { outcome } = await send([interceptor]);
    ensure(!(outcome instanceof Error), 'A request whose token was refused did not recover by its grant.');
    ensure(
      !isEarly,
      'A token was sent before the grant that came with it was stored, and would be lost with the process. Use GrantSource.',
    );
  },

  'grants: sends none twice, however many need it at once': async (stage) => {
    const { provide, requests, send, staleStatus: status = 401 } = stage;
    if (!takesGrants(stage)) return;
    const store = memoryGrants();
    const interceptors = [provide({ grantStore: store }), provide({ grantStore: store })];
    const together = await Promise.all([...interceptors, ...interceptors].map((one) => send([one])));
    if (store.swaps() === 0) return;
    const sent = [...together];
    for (const interceptor of interceptors) {
      requests.play({ status }, undefined);
      sent.push(await send([interceptor]));
    }
    const failed = sent.filter(({ outcome }) => outcome instanceof Error).length;
    ensure(
      failed === 0,
      `${failed} of ${sent.length} requests of two interceptors with one store failed: a grant was sent twice, or one that ` +
        'another had taken the place of. Use GrantSource with the store.',
    );
  },
};

function takesGrants({ triableOptions }: Stage): boolean {
  return triableOptions.some(([name]) => name === 'grantStore');
}

/**
 * What the option takes.
 *
 * @param hold - Waited for before anything is written.
 */
function memoryGrants(hold: () => Promise<void> = () => Promise.resolve()): {
  read(key: string): Promise<string | undefined>;
  swap(key: string, previous: string | undefined, next: string): Promise<boolean>;
  swaps(): number;
} {
  const texts = new Map<string, string>();
  let swaps = 0;
  return {
    read: (key) => Promise.resolve(texts.get(key)),
    swap: async (key, previous, next) => {
      swaps += 1;
      await hold();
      if (texts.get(key) !== previous) return false;
      texts.set(key, next);
      return true;
    },
    swaps: () => swaps,
  };
}
