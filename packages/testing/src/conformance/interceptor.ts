import { disclosures } from './disclosure.js';
import { fail, ensure } from './requirement.js';
import type { InterceptorLike } from './subject.js';
import { type Check, type Trial } from './trial.js';

/** The interceptor itself only marks a request, and says what it is. */
export const interceptor: readonly Check[] = [
  { name: 'interceptor: returns the same config at once', run: returnsTheSame },
  { name: 'interceptor: never throws', run: neverThrows },
  { name: 'interceptor: says whose it is and where its credentials go', run: saysWhatItIs },
  { name: 'interceptor: has a partition key that says nothing', run: hasPartitionKey },
];

function returnsTheSame(trial: Trial): void {
  const intercept = trial.construct(trial.given);
  const [baseURL = ''] = intercept.baseURLs;
  for (const url of [baseURL, 'https://elsewhere.test/', '/relative', '']) {
    const request = { url, method: 'get', headers: {} };
    const before = JSON.stringify(request);
    ensure(
      intercept(request) === request,
      'The interceptor does not return the config that it got, at once. Leave what takes time to authorize().',
    );
    ensure(JSON.stringify(request) === before, 'The interceptor changes the config beyond its adapter.');
  }
}

function neverThrows(trial: Trial): void {
  const intercept = trial.construct(trial.given);
  const [url = ''] = intercept.baseURLs;
  const requests = [
    {},
    { url: 'http://[' },
    { url: 42, headers: null },
    Object.freeze({ url, headers: {} }),
    Object.seal({ url, headers: {} }),
    Object.assign(Object.create(null), { url }),
  ];
  for (const request of requests) {
    try {
      const returned: unknown = Reflect.apply(intercept, undefined, [request]);
      ensure(typeof returned === 'object' && returned !== null, 'The interceptor returns no config.');
    } catch (error) {
      const reason = error instanceof Error ? error.message : 'something that is no error';
      fail(`The interceptor throws (${reason}). It may not, also for a config that is frozen or malformed.`);
    }
  }
}

function saysWhatItIs(trial: Trial): void {
  const { provider, baseURLs } = trial.construct(trial.given);
  const { name, hosts } = trial.declaration;
  ensure(provider === name, `The interceptor’s provider is not "${name}", the name that is declared.`);
  ensure(baseURLs.length > 0, 'The interceptor has no base URLs, so it would never authenticate anything.');
  for (const baseURL of baseURLs) {
    ensure(
      URL.canParse(baseURL) && !baseURL.endsWith('/'),
      'A base URL of the interceptor is not absolute, or ends in a slash.',
    );
    ensure(
      hosts === undefined || hosts.some((host) => covers(host, baseURL)),
      `The declared hosts do not have ${new URL(baseURL).origin}, which a shared config needs to know.`,
    );
  }
}

function covers(host: string, baseURL: string): boolean {
  const { origin, protocol, host: own } = new URL(baseURL);
  const [, below] = /^https:\/\/\*(\..+)$/.exec(host) ?? [];
  return below === undefined ? origin === host : protocol === 'https:' && own.endsWith(below);
}

function hasPartitionKey(trial: Trial): void {
  const [one, other]: readonly InterceptorLike[] = [1, 2].map(() => trial.construct(trial.given));
  const [first = '', again, second = ''] = [one?.partitionKey, one?.partitionKey, other?.partitionKey];
  ensure(first !== '' && first === again, 'The partition key is missing, or not the same each time.');
  ensure(
    first !== second && disclosures({ first, second }, trial.traces).length === 0,
    'Two interceptors have the same partition key, or it is made of a secret. Choose it at random.',
  );
}
