import axios from 'axios';
import { ensure, ensureEqual, rejectionOf } from './ensure.js';
import { type Checks } from './suite.js';

const wrongToken = 'a-token-that-is-not-accepted';

/** What happens when something goes wrong, and what may be seen of it. */
export const trouble: Checks = {
  'refusal: 401 with a hint, and no credential in the error': async (stage) => {
    const error = await rejectionOf(
      stage.client(stage.provider('taxjar', { apiToken: wrongToken })).get('/v2/categories'),
    );
    ensure(axios.isAxiosError(error), `It is no axios error: ${String(error)}`);
    ensureEqual(axios.isAxiosError(error) && error.response?.status, 401, 'The status');
    ensure(typeof Reflect.get(Object(error), 'hint') === 'string', 'There is no hint.');
    await stage.ensureConcealed(error, wrongToken);
  },
  'retry: error.config can be sent again': async (stage) => {
    const client = stage.client(stage.provider('azure-communication'));
    const error = await rejectionOf(client.post('/flaky', { once: true }));
    ensureEqual(axios.isAxiosError(error) && error.response?.status, 503, 'The first status');
    const config = axios.isAxiosError(error) ? error.config : undefined;
    ensureEqual((await client.request(config ?? {})).status, 200, 'The second status');
    await stage.ensureConcealed(error);
  },
  'timeout: a request without an answer ends': async (stage) => {
    const hanging = stage.client(stage.provider('taxjar'), { timeout: 300 }).get('/hang');
    const error = await rejectionOf(hanging);
    // Which of the two, the adapters do not agree on.
    const codes = ['ECONNABORTED', 'ETIMEDOUT'];
    ensure(axios.isAxiosError(error) && codes.includes(error.code ?? ''), `It ended so: ${String(error)}`);
    await stage.ensureConcealed(error);
  },
  'signal: an aborted request ends': async (stage) => {
    const controller = new AbortController();
    const { signal } = controller;
    const rejection = rejectionOf(stage.client(stage.provider('taxjar')).get('/hang', { signal }));
    setTimeout(() => {
      controller.abort();
    }, 100);
    const error = await rejection;
    ensure(axios.isCancel(error), `It was not cancelled: ${String(error)}`);
    await stage.ensureConcealed(error);
  },
  'concealment: no credential on network errors': async (stage) => {
    const reset = await rejectionOf(stage.client(stage.provider('taxjar')).get('/reset'));
    ensure(axios.isAxiosError(reset) && !reset.response, 'There was an answer.');
    await stage.ensureConcealed(reset);
  },
};
