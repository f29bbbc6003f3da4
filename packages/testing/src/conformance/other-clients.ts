import { sendRaw } from '../send-raw.js';
import { type Check, ensure, fail, read, readText } from './check.js';
import { ensureConcealed } from './disclosure.js';
import { markHeader } from './gate.js';
import { lookAlikes } from './look-alikes.js';
import { ensureAuthenticated, outcomeOf, type Stage } from './stage.js';
import type { InterceptorLike } from './subject.js';

/** What an interceptor offers beside requests of axios. */
export const otherClients: readonly Check[] = [
  { promise: 'authorize: gives the headers of a request', check: authorizes },
  { promise: 'authorize: refuses other addresses', check: refusesOthers },
  { promise: 'explain: masks every secret', check: masks },
  { promise: 'verify: says whether the credentials are good', check: verifies },
  { promise: 'verify: never rejects', check: neverRejects },
];

async function authorizes({ gate, provide, url, path }: Stage): Promise<void> {
  const headers = Object.entries(await provide().authorize({ url }));
  const outcome = await sendRaw(gate.url, { target: path, headers: [...headers, [markHeader, 'yes']] });
  const what = 'A request of another client, with the headers of authorize(),';
  ensureAuthenticated(
    { outcome, arrivals: gate.arrivals },
    what,
    'They have to be all that a request needs.',
  );
}

async function refusesOthers({ construct, given, path }: Stage): Promise<void> {
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
}

async function masks({ provide, url, seen }: Stage): Promise<void> {
  const explanation = await provide().explain({ url });
  const headers = read(explanation, 'headers');
  ensure(Array.isArray(headers) && headers.length > 0, 'explain() does not name the headers that are added.');
  ensureConcealed({ explanation }, seen(), 'What explain() answers');
}

async function verification(interceptor: InterceptorLike): Promise<object> {
  const outcome = await outcomeOf(interceptor.verify());
  if (typeof outcome === 'object' && outcome !== null && !(outcome instanceof Error)) return outcome;
  return fail('verify() rejects. Whatever happens, it has to answer { ok, hint, routes }.');
}

async function verifies({ gate, provide, declaration }: Stage): Promise<void> {
  const good = await verification(provide());
  ensure(
    read(good, 'ok') === (read(declaration, 'verify') !== undefined),
    `verify() does not answer ok: true for good credentials. See the path of its request. ${readText(good, 'hint')}`,
  );
  gate.playExchanges({ status: 401 });
  const bad = await verification(provide());
  ensure(
    read(bad, 'ok') === false && readText(bad, 'hint') !== '',
    'verify() does not answer ok: false with a hint for credentials that are refused.',
  );
}

async function neverRejects({ gate, provide, seen }: Stage): Promise<void> {
  const led = { status: 302, location: 'https://elsewhere.test/' };
  for (const answer of [{ status: 401 }, { status: 403 }, { status: 500 }, led, 'reset'] as const) {
    gate.playExchanges(answer);
    const verified = await verification(provide());
    ensure(read(verified, 'ok') === false, 'verify() answers ok: true though the API refused or failed.');
    ensureConcealed({ verified }, seen(), 'What verify() answers');
  }
}
