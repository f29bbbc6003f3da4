import { taxjar } from '@axios-keyring/taxjar';
import { ensure, ensureEqual } from './ensure.js';
import { type Stage } from './stage.js';
import { type Checks } from './suite.js';

/** Which client certificate a server gets to see. */
export const certificate: Checks = {
  'client certificate: shown to its route alone, or refused before anything is sent': async (stage) => {
    const { url, ca, billing, stock } = stage.world.mutual;
    const get = async (path: string, pair: typeof billing): Promise<unknown> => {
      try {
        const clientCertificate = { ...pair, ca };
        const allowed = stage.isPage && { dangerouslyAllowBrowser: true };
        const route = taxjar({ baseURL: `${url}/${path}`, apiToken: 'token', clientCertificate, ...allowed });
        return await stage.client(route, { proxy: false }).get('/');
      } catch (error) {
        return error;
      }
    };
    const paths = Array.from({ length: 12 }, (_, index) => (index % 2 === 0 ? 'billing' : 'stock'));
    const outcomes = await Promise.all(paths.map((path) => get(path, path === 'billing' ? billing : stock)));
    for (const path of paths) outcomes.push(await get(path, path === 'billing' ? billing : stock));
    const visits = await stage.visits();
    for (const { path, client } of visits) ensureEqual(`/${client}/`, path, 'Who was shown');
    ensureEqual(visits.length, shows(stage) ? outcomes.length : 0, 'The number of requests that arrived');
    for (const outcome of outcomes) {
      const code: unknown = Reflect.get(Object(outcome), 'code');
      const isRefused = code === 'ERR_KEYRING_CLIENT_CERTIFICATE' || code === 'ERR_KEYRING_OPTION';
      ensure(isRefused !== shows(stage), `A request ended with ${String(code)}.`);
      await stage.ensureConcealed(outcome, ...[billing, stock].map(({ key }) => key.split('\n')[1] ?? ''));
    }
  },
};

// Those whose fetch takes one are not to show it by http; fetch of others takes none.
function shows({ world: { adapter } }: Stage): boolean {
  const takesByFetch = ['Bun', 'Deno'].some((name) => Reflect.has(globalThis, name));
  return adapter === (takesByFetch ? 'fetch' : 'http');
}
