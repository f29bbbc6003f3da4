import { avalaraCommunications } from '@axios-keyring/avalara-communications';
import { avanan } from '@axios-keyring/avanan';
import { azureCommunication } from '@axios-keyring/azure-communication';
import { taxjar } from '@axios-keyring/taxjar';
import { type Check } from './check.js';
import { ensure, ensureEqual } from './ensure.js';
import { findText } from './find-text.js';
import { type Stage } from './stage.js';

/** Where credentials go, and where they do not. */
export const places: readonly Check[] = [
  {
    name: 'redirect: another origin gets no credential',
    run: async (stage: Stage): Promise<void> => {
      const { world, control } = stage;
      const before = (await control.received('bystander')).length;
      const answer = await stage
        .client(stage.taxjar())
        .get<unknown>('/v2/leave')
        .catch((error: unknown) => error);
      const received = (await control.received('bystander')).slice(before);
      ensureFollowed(stage, answer);
      if (world.seesRedirects) ensureEqual(received.length, 1, 'The number of requests elsewhere');
      ensureEqual(
        received.flatMap(({ headers }) => findText(headers, secrets(stage))),
        [],
        'What it got',
      );
    },
  },
  {
    name: 'redirect: the same origin is authorized again',
    run: async (stage: Stage): Promise<void> => {
      const answer = await stage
        .client(stage.azure())
        .post<unknown>('/move', { moved: true })
        .catch((error: unknown) => error);
      ensureFollowed(stage, answer);
    },
  },
  {
    name: 'unmatched: another origin gets no credential',
    run: async (stage: Stage): Promise<void> => {
      const { bystander } = stage.world;
      const client = stage.client(stage.taxjar());
      await client.get(`${bystander}/v2/categories`);
      const [request] = (await stage.control.received('bystander')).slice(-1);
      ensureEqual(request?.target, '/v2/categories', 'The request');
      ensureEqual(request?.headers.authorization, undefined, 'The header');
    },
  },
  {
    name: 'server-only credentials: refused in a page, taken elsewhere',
    run: (stage: Stage): Promise<void> => {
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
        const option: unknown = refusal && Reflect.get(refusal, 'option');
        ensureEqual(option, isPage ? 'dangerouslyAllowBrowser' : undefined, `What refuses ${name}`);
        ensureEqual(findText(refusal, secrets(stage)), [], 'Where the secret is');
      }
      ensureEqual(
        azureCommunication({ endpoint, userToken }).provider,
        'azure-communication',
        'The provider',
      );
      return Promise.resolve();
    },
  },
];

function secrets({ world }: Stage): readonly string[] {
  return [world.taxjar.apiToken, world.avalara.password, world.avanan.secretKey, world.azure.accessKey];
}

function refusalOf(make: () => unknown): Error | undefined {
  try {
    make();
    return undefined;
  } catch (error) {
    ensure(error instanceof Error, 'It threw something else.');
    return error instanceof Error ? error : undefined;
  }
}

/** A page's fetch hides where a redirect leads; its xhr follows by itself, and the answer is the browser's matter. */
function ensureFollowed({ world }: Stage, answer: unknown): void {
  const [what, expected] = world.seesRedirects ? ['status', 200] : ['code', 'ERR_FR_REDIRECTION_FAILURE'];
  if (!world.seesRedirects && world.adapter !== 'fetch') return;
  ensureEqual(Reflect.get(Object(answer), what), expected, `The ${what}`);
}
