import axios from 'axios';
import { type Check } from './check.js';
import { ensure, ensureEqual, rejectionOf } from './ensure.js';
import { findText } from './find-text.js';
import { type Stage } from './stage.js';

const wrongToken = 'a-token-that-is-not-accepted';

/** What happens when something goes wrong, and what may be seen of it. */
export const trouble: readonly Check[] = [
  {
    name: 'refusal: 401 with a hint, and no credential in the error',
    run: async (stage: Stage): Promise<void> => {
      const error = await rejectionOf(stage.client(stage.taxjar(wrongToken)).get('/v2/categories'));
      ensure(axios.isAxiosError(error), `It is no axios error: ${String(error)}`);
      ensureEqual(axios.isAxiosError(error) && error.response?.status, 401, 'The status');
      ensure(typeof Reflect.get(Object(error), 'hint') === 'string', 'There is no hint.');
      ensureConcealed([...(await stage.credentialsIn(error)), ...findText(error, [wrongToken])]);
    },
  },
  {
    name: 'retry: error.config can be sent again',
    run: async (stage: Stage): Promise<void> => {
      const client = stage.client(stage.azure());
      const error = await rejectionOf(client.post('/flaky', { once: true }));
      ensureEqual(axios.isAxiosError(error) && error.response?.status, 503, 'The first status');
      const config = axios.isAxiosError(error) ? error.config : undefined;
      const { status } = await client.request(config ?? {});
      ensureEqual(status, 200, 'The second status');
      ensureConcealed(await stage.credentialsIn(error));
    },
  },
  {
    name: 'timeout: a request without an answer ends',
    run: async (stage: Stage): Promise<void> => {
      const hanging = stage.client(stage.taxjar(), { timeout: 300 }).get('/v2/hang');
      const error = await rejectionOf(hanging);
      // Which of the two, the adapters do not agree on.
      const codes = ['ECONNABORTED', 'ETIMEDOUT'];
      ensure(axios.isAxiosError(error) && codes.includes(error.code ?? ''), `It ended so: ${String(error)}`);
      ensureConcealed(await stage.credentialsIn(error));
    },
  },
  {
    name: 'signal: an aborted request ends',
    run: async (stage: Stage): Promise<void> => {
      const controller = new AbortController();
      const config = { signal: controller.signal };
      const rejection = rejectionOf(stage.client(stage.taxjar()).get('/v2/hang', config));
      setTimeout(() => {
        controller.abort();
      }, 100);
      const error = await rejection;
      ensure(axios.isCancel(error), `It was not cancelled: ${String(error)}`);
      ensureConcealed(await stage.credentialsIn(error));
    },
  },
  {
    name: 'concealment: no credential on responses and network errors',
    run: async (stage: Stage): Promise<void> => {
      const answers = [
        await stage.client(stage.taxjar()).get('/v2/categories'),
        await stage.client(stage.avalara()).get('/api/v2/afc/serviceinfo'),
        await stage.client(stage.avanan()).get('/v1.0/scopes'),
        await stage.client(stage.azure()).post('/sms', {}),
        await stage.client(stage.azureUser()).get('/chat/threads'),
      ];
      // The emulator echoes no header, so what is found was left there on this side.
      for (const answer of answers) ensureConcealed(await stage.credentialsIn(answer));
      const reset = await rejectionOf(stage.client(stage.taxjar()).get('/v2/reset'));
      ensure(axios.isAxiosError(reset) && !reset.response, 'There was an answer.');
      ensureConcealed(await stage.credentialsIn(reset));
    },
  },
];

function ensureConcealed(places: readonly string[]): void {
  ensure(places.length === 0, `A credential is left at ${places.slice(0, 5).join(' and ')}.`);
}
