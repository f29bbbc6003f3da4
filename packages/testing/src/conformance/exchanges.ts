import { ensure } from './check.js';
import { ensureConcealed } from './disclosure.js';
import { redirect } from './gate.js';
import { type Checks, credentialsOf, type Stage } from './stage.js';

/** What a provider sends by itself, such as for a token, goes where tokens come from, with what is meant for that. */
export const exchanges: Checks = {
  'exchanges: go where tokens come from, without the credential of a request': async (stage) => {
    const { exchanges: own, exchangeHosts = [], provide, requests, send, staleStatus: status = 401 } = stage;
    const interceptor = provide();
    await send([interceptor]);
    if (own.passed.length === 0) return;
    requests.play({ status }, undefined);
    await send([interceptor]);
    const hosts = [...interceptor.baseURLs, ...exchangeHosts].map((url) => new URL(url).host);
    const credentials = requests.passed.flatMap((request) => credentialsOf(stage, request));
    for (const { headers, rawHeaders, target, body } of own.passed) {
      const { host = '' } = headers;
      ensure(
        hosts.includes(host),
        `Something was sent to ${host}, which is neither of the API nor one of exchangeHosts. Send it with ` +
          'request.exchange().',
      );
      const message = [...rawHeaders, decodeURIComponent(target), body.toString()].join('\n');
      const shown = credentials.find(([, value]) => message.includes(value));
      ensure(
        shown === undefined,
        `The credential of a request (${shown?.[0]}) was sent along to fetch another. Fetch it with what is for that only.`,
      );
    }
  },

  'exchanges: follow no redirect': async (stage) => {
    const { exchanges: own, provide, send, startStranger } = stage;
    if (!(await fetches(stage))) return;
    for (const status of [302, 307]) {
      const stranger = await startStranger(200);
      own.play(redirect(status, `${stranger.url}/token`));
      const { outcome, arrivals } = await send([provide()]);
      ensure(
        stranger.requests.length === 0 && arrivals.length === 0 && outcome instanceof Error,
        `The answer to an exchange led elsewhere (${status}), and it was followed, or a request was sent all the same. ` +
          'Send it with request.exchange(), and fail for what is no token.',
      );
    }
  },

  'exchanges: show no secret that the answer repeats': async (stage) => {
    const { exchanges: own, provide, seen, send } = stage;
    if (!(await fetches(stage))) return;
    const errors: Record<string, unknown> = {};
    for (const status of [200, 400, 401, 403, 429, 500]) {
      own.play({ status, repeats: true });
      const { outcome } = await send([provide()]);
      ensure(
        outcome instanceof Error,
        `An exchange was answered with ${status} and no token, and nothing failed.`,
      );
      errors[status] = outcome;
    }
    ensureConcealed(errors, seen(), 'The error for an exchange whose answer repeats it');
  },
};

async function fetches({ exchanges: own, provide, send }: Stage): Promise<boolean> {
  await send([provide()]);
  return own.passed.length > 0;
}
