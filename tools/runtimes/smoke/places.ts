import { avalaraCommunications } from '@axios-keyring/avalara-communications';
import { avanan } from '@axios-keyring/avanan';
import { azureCommunication } from '@axios-keyring/azure-communication';
import { taxjar } from '@axios-keyring/taxjar';
import { ensureEqual } from './ensure.js';
import { type Stage } from './stage.js';
import { type Checks } from './suite.js';

/** Where credentials go, and where they do not. */
export const places: Checks = {
  'redirect: another origin gets no credential': async (stage) => {
    const before = (await stage.received('bystander')).length;
    await ensureFollowed(stage, stage.client(stage.taxjar()).get('/v2/leave'));
    const received = (await stage.received('bystander')).slice(before);
    if (stage.world.seesRedirects) ensureEqual(received.length, 1, 'The number of requests elsewhere');
    for (const { headers } of received) await stage.ensureConcealed(headers);
  },
  'redirect: the same origin is authorized again': async (stage) => {
    await ensureFollowed(stage, stage.client(stage.azure()).post('/move', { moved: true }));
  },
  'unmatched: another origin gets no credential': async (stage) => {
    await stage.client(stage.taxjar()).get(`${stage.world.bystander}/v2/categories`);
    const [request] = (await stage.received('bystander')).slice(-1);
    ensureEqual(request?.target, '/v2/categories', 'The request');
    ensureEqual(request?.headers.authorization, undefined, 'The header');
  },
  'server-only credentials: refused in a page, taken elsewhere': async (stage) => {
    const { world, isPage } = stage;
    const { endpoint, accessKey, userToken } = world.azure;
    const connectionString = `endpoint=${endpoint};accesskey=${accessKey}`;
    const makers: Readonly<Record<string, () => unknown>> = {
      taxjar: () => taxjar(world.taxjar),
      avalara: () => avalaraCommunications(world.avalara),
      avanan: () => avanan(world.avanan),
      portal: () => avanan({ platform: 'infinity', clientId: 'id', accessKey: world.avanan.secretKey }),
      azure: () => azureCommunication({ endpoint, accessKey }),
      'azure string': () => azureCommunication({ connectionString }),
      'azure user': () => azureCommunication({ connectionString, user: { scopes: ['chat'] } }),
    };
    for (const [name, make] of Object.entries(makers)) {
      const refusal = refusalOf(make);
      const option: unknown = refusal && Reflect.get(Object(refusal), 'option');
      ensureEqual(option, isPage ? 'dangerouslyAllowBrowser' : undefined, `What refuses ${name}`);
      await stage.ensureConcealed(refusal);
    }
    const { provider } = azureCommunication({ endpoint, userToken });
    ensureEqual(provider, 'azure-communication', 'The provider');
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
