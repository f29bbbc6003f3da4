import { ensureConcealed } from './disclosure.js';
import { type Gate, markHeader } from './gate.js';
import { lookAlikes } from './look-alikes.js';
import { sendRaw } from './raw-request.js';
import { read, readText } from './read.js';
import { ensure } from './requirement.js';
import { outcomeOf, withStage } from './stage.js';
import type { InterceptorLike } from './subject.js';
import type { Check, Trial } from './trial.js';

/** What an interceptor offers beside requests of axios. */
export const otherClients: readonly Check[] = [
  { name: 'authorize: gives the headers of a request', run: authorizes },
  { name: 'authorize: refuses other addresses', run: refusesOthers },
  { name: 'explain: masks every secret', run: masks },
  { name: 'verify: says whether the credentials are good', run: verifies },
  { name: 'verify: never rejects', run: neverRejects },
];

function authorizes(trial: Trial): Promise<void> {
  return withStage(trial, async ({ gate, provide, url }) => {
    const headers = await provide().authorize({ url });
    const { host } = new URL(url);
    await sendRaw({
      server: gate.url,
      method: 'GET',
      target: trial.path,
      headers: [...Object.entries(headers).flat(), 'Host', host, markHeader, 'yes'],
      body: '',
    });
    ensure(
      gate.arrivals[0]?.accepted === true,
      'A request of another client, with the headers of authorize(), was not authenticated.',
    );
  });
}

async function refusesOthers(trial: Trial): Promise<void> {
  const interceptor = trial.construct(trial.given);
  for (const baseURL of interceptor.baseURLs) {
    const others = [
      ...lookAlikes(baseURL, trial.path),
      { what: 'a URL that is not absolute', url: trial.path },
    ];
    for (const { what, url } of others) {
      const outcome = await outcomeOf(interceptor.authorize({ url }));
      ensure(
        outcome instanceof Error && readText(outcome, 'code') === 'ERR_KEYRING_UNMATCHED',
        `authorize() does not refuse ${what} with ERR_KEYRING_UNMATCHED.`,
      );
    }
  }
}

function masks(trial: Trial): Promise<void> {
  return withStage(trial, async ({ provide, url, secrets }) => {
    const explanation = await provide().explain({ url });
    const headers = read(explanation, 'headers');
    ensure(
      Array.isArray(headers) && headers.length > 0,
      'explain() does not name the headers that are added.',
    );
    ensureConcealed(explanation, secrets(), 'What explain() answers');
  });
}

async function verification(interceptor: InterceptorLike): Promise<object> {
  const outcome: unknown = await outcomeOf(interceptor.verify());
  ensure(
    typeof outcome === 'object' && outcome !== null && !(outcome instanceof Error),
    'verify() rejects. Whatever happens, it has to answer { ok, hint, routes }.',
  );
  return outcome;
}

function verifies(trial: Trial): Promise<void> {
  return withStage(trial, async ({ gate, provide }) => {
    const good = await verification(provide());
    ensure(
      read(good, 'ok') === (read(trial.declaration, 'verify') !== undefined),
      `verify() does not answer ok: true for good credentials. See the path of its request. ${readText(good, 'hint')}`,
    );
    gate.playExchanges(() => ({ status: 401 }));
    const bad = await verification(provide());
    ensure(
      read(bad, 'ok') === false && readText(bad, 'hint') !== '',
      'verify() does not answer ok: false with a hint for credentials that are refused.',
    );
  });
}

function neverRejects(trial: Trial): Promise<void> {
  return withStage(trial, async ({ gate, provide, secrets }) => {
    const answers: Parameters<Gate['playExchanges']>[0][] = [
      () => ({ status: 401 }),
      () => ({ status: 403 }),
      () => ({ status: 500 }),
      () => ({ status: 302, location: 'https://elsewhere.test/' }),
      () => 'reset',
    ];
    for (const answer of answers) {
      gate.playExchanges(answer);
      const answered = await verification(provide());
      ensure(read(answered, 'ok') === false, 'verify() answers ok: true though the API refused or failed.');
      ensureConcealed(answered, secrets(), 'What verify() answers');
    }
  });
}
