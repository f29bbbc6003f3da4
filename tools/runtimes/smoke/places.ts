import { ensure, ensureEqual, rejectionOf } from './ensure.js';
import { type Stage } from './stage.js';
import { type Checks } from './suite.js';

/** Where credentials go, and where they do not. */
export const places: Checks = {
  'redirect: another origin gets no credential': async (stage) => {
    const before = (await stage.received('bystander')).length;
    await ensureFollowed(stage, stage.client(stage.provider('taxjar')).get('/leave'));
    const received = (await stage.received('bystander')).slice(before);
    if (stage.world.seesRedirects) ensureEqual(received.length, 1, 'The number of requests elsewhere');
    for (const { headers } of received) await stage.ensureConcealed(headers);
  },
  'redirect: the same origin is authorized again': async (stage) => {
    await ensureFollowed(
      stage,
      stage.client(stage.provider('azure-communication')).post('/move', { moved: true }),
    );
  },
  'unmatched: another origin gets no credential': async (stage) => {
    await stage.client(stage.provider('taxjar')).get(`${stage.world.bystander}/v2/categories`);
    const [request] = (await stage.received('bystander')).slice(-1);
    ensureEqual(request?.target, '/v2/categories', 'The request');
    ensureEqual(request?.headers.authorization, undefined, 'The header');
  },
  'query: a key in it arrives, and neither an answer nor an error shows it': async (stage) => {
    const key = 'a-key-in-the-query';
    const options = { in: 'query', keys: { key }, baseURL: stage.world.bystander };
    const answer = await stage.client(stage.provider('api-key', options)).get('/items', { params: { a: 1 } });
    const [request] = (await stage.received('bystander')).slice(-1);
    ensureEqual(request?.target, `/items?a=1&key=${key}`, 'The request');
    await stage.ensureConcealed(answer, key);
    // Nobody listens there.
    const nowhere = stage.provider('api-key', { ...options, baseURL: 'http://127.0.0.1:9' });
    const error = await rejectionOf(stage.client(nowhere).get('/items'));
    await stage.ensureConcealed(error, key);
    ensure(!String(Reflect.get(Object(error), 'stack')).includes(key), 'The stack shows the key.');
  },
  'server-only credentials: refused in a page, taken elsewhere': async (stage) => {
    for (const name of ['taxjar', 'azure-communication']) {
      const refusal = refusalOf(() => stage.provider(name, { dangerouslyAllowBrowser: false }));
      const option: unknown = refusal && Reflect.get(Object(refusal), 'option');
      ensureEqual(option, stage.isPage ? 'dangerouslyAllowBrowser' : undefined, `What refuses ${name}`);
      await stage.ensureConcealed(refusal);
    }
    const {
      baseURLs: [endpoint],
    } = stage.provider('azure-communication');
    // Made for pages.
    const ofUser = { connectionString: undefined, endpoint, userToken: 'a.user.token' };
    stage.provider('azure-communication', { ...ofUser, dangerouslyAllowBrowser: false });
  },
};

function refusalOf(make: () => unknown): unknown {
  try {
    make();
    return undefined;
  } catch (error) {
    return error;
  }
}

/** A page's fetch hides where a redirect leads; its xhr follows by itself, and the answer is the browser's matter. */
async function ensureFollowed({ world }: Stage, request: Promise<unknown>): Promise<void> {
  const answer = await request.catch((error: unknown) => error);
  const [what, expected] = world.seesRedirects ? ['status', 200] : ['code', 'ERR_FR_REDIRECTION_FAILURE'];
  if (!world.seesRedirects && world.adapter !== 'fetch') return;
  ensureEqual(Reflect.get(Object(answer), what), expected, `The ${what}`);
}
