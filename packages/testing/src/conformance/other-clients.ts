import { sendRaw } from '../send-raw.js';
import { ensure, fail, read, readText } from './check.js';
import { ensureConcealed } from './disclosure.js';
import { markHeader, redirect } from './gate.js';
import { lookAlikes } from './look-alikes.js';
import { type Checks, ensureAuthenticated, outcomeOf } from './stage.js';
import type { InterceptorLike } from './subject.js';

/** What an interceptor offers beside requests of axios. */
export const otherClients: Checks = {
  'authorize: gives a request to send': async ({ asksForChallenge, origin, provide, requests, url }) => {
    // Nobody has asked for one yet.
    if (asksForChallenge === true) return;
    const authorized = await provide().authorize({ url });
    const { pathname, search } = new URL(authorized.url);
    const headers = Object.entries({ ...authorized.headers, [markHeader]: 'yes' });
    const outcome = await sendRaw(origin, { target: pathname + search, headers });
    const sent = { outcome, arrivals: requests.passed };
    ensureAuthenticated(sent, 'A request of another client, as authorize() gives it,');
  },

  'authorize: refuses other addresses': async ({ construct, given, path }) => {
    const interceptor = construct(given);
    for (const baseURL of interceptor.baseURLs) {
      const relative = { what: 'a URL that is not absolute', url: path };
      for (const { what, url } of [...lookAlikes(baseURL, path), relative]) {
        const outcome = await outcomeOf(interceptor.authorize({ url }));
        ensure(
          outcome instanceof Error && readText(outcome, 'code') === 'ERR_KEYRING_UNMATCHED',
          `authorize() does not refuse ${what} with ERR_KEYRING_UNMATCHED.`,
        );
      }
    }
  },

  'explain: masks every secret': async ({ asksForChallenge, provide, seen, send, url }) => {
    const interceptor = provide();
    if (asksForChallenge === true) await send([interceptor]);
    const explanation = await interceptor.explain({ url });
    const named = ['headers', 'query', 'cookies'].flatMap((place) => read(explanation, place));
    ensure(
      named.length > 0 || read(explanation, 'writesBody') === true,
      'explain() does not name what is added.',
    );
    ensureConcealed({ explanation }, seen(), 'What explain() answers');
  },

  'verify: says whether the credentials are good': async ({ declaration, exchanges, provide }) => {
    const good = await verification(provide());
    if (read(declaration, 'verify') === undefined) return;
    ensure(
      read(good, 'ok') === true,
      `verify() does not answer ok: true for good credentials. See the path of its request. ${readText(good, 'hint')}`,
    );
    exchanges.play({ status: 401 });
    const bad = await verification(provide());
    ensure(
      read(bad, 'ok') === false && readText(bad, 'hint') !== '',
      'verify() does not answer ok: false with a hint for credentials that are refused.',
    );
  },

  'verify: never rejects': async ({ declaration, exchanges, provide, seen }) => {
    if (read(declaration, 'verify') === undefined) {
      await verification(provide());
      return;
    }
    const elsewhere = redirect(302, 'https://elsewhere.test/');
    for (const answer of [{ status: 401 }, { status: 403 }, { status: 500 }, elsewhere, 'reset'] as const) {
      exchanges.play(answer);
      const verified = await verification(provide());
      ensure(read(verified, 'ok') === false, 'verify() answers ok: true though the API refused or failed.');
      ensureConcealed({ verified }, seen(), 'What verify() answers');
    }
  },
};

async function verification(interceptor: InterceptorLike): Promise<object> {
  const outcome = await outcomeOf(interceptor.verify());
  if (typeof outcome === 'object' && outcome !== null && !(outcome instanceof Error)) return outcome;
  return fail('verify() rejects. Whatever happens, it has to answer { ok, hint, routes }.');
}
