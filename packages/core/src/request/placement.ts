import { type Authorizer, type BodyUse, type Credential } from '../contract/authorizer.js';
import { headerValueProblem } from '../credentials/text-problems.js';
import { KeyringError } from '../platform/errors.js';
import { isObject, own, property } from '../platform/values.js';
import { dropHeader, type RequestHeaders } from './adapter.js';
import { withQuery } from './query.js';

/** What was added to an attempt, and so is taken off again from all that comes back. */
export interface Placement {
  /** The names of the headers, in lower case. */
  readonly names: readonly string[];
  /** The parameters that were set in the URL. */
  readonly query: Readonly<Record<string, string>> | undefined;
  /** The URL as it goes out, if it has any of these. */
  readonly url: URL | undefined;
  /** Whether it is in the body too. */
  readonly body: boolean;
}

/** What an attempt without a credential has. */
export const nothingPlaced: Placement = { names: [], query: undefined, url: undefined, body: false };

/** What a request is made of where credentials stand; the headers and the body are written to. */
export interface Place {
  readonly url: URL;
  readonly headers: RequestHeaders;
  /** What the provider does with the body. */
  readonly use: BodyUse | undefined;
  readonly provider: string;
}

const fields = ['headers', 'query', 'cookies', 'body'];

/**
 * Adds a credential's headers and cookies, and gives its URL, having checked that everything can be sent as it is.
 *
 * @throws KeyringError `ERR_KEYRING_CREDENTIAL`
 */
export function place(credential: Credential, { url, headers, use, provider }: Place): Placement {
  checkShape(credential, use, provider);
  const names: string[] = [];
  for (const [name, value] of textsOf(credential, 'headers', provider)) {
    const problem = value === '' ? undefined : headerValueProblem(value);
    if (problem !== undefined) throw notSent(provider, `The value for the header ${name} ${problem}.`);
    const lowerCase = name.toLowerCase();
    dropHeader(headers, lowerCase);
    names.push(lowerCase);
    // Not by axios' own method, which would clean a value that was checked.
    headers[name] = value;
  }
  const cookies = textsOf(credential, 'cookies', provider);
  if (cookies.length > 0) {
    addCookies(headers, cookies, provider);
    names.push('cookie');
  }
  const body = own(credential, 'body') !== undefined;
  const parameters = textsOf(credential, 'query', provider);
  if (parameters.length === 0) return { names, query: undefined, url: undefined, body };
  const ill = parameters.find((parameter) => /\p{Surrogate}/u.test(parameter.join('')));
  if (ill) throw notSent(provider, `The query parameter ${ill[0]} has half of a character.`);
  const query = Object.fromEntries(parameters);
  return { names, query, url: withQuery(url, query), body };
}

// From plain JavaScript it may be anything.
function checkShape(credential: unknown, use: BodyUse | undefined, provider: string): void {
  if (!isObject(credential)) {
    throw notSent(provider, noneGiven);
  }
  const unknown = Object.keys(credential).find((name) => !fields.includes(name));
  if (unknown !== undefined) {
    const problem =
      `What the provider’s authorize returns has a member ${unknown}; it has ${fields.join(', ')} only. ` +
      `A header is given as { headers: { ${unknown}: … } }.`;
    throw notSent(provider, problem);
  }
  if (property(credential, 'body') === undefined || use?.access === 'write') return;
  const problem =
    'What the provider’s authorize returns has a body, but the provider does not declare that it writes one. Have ' +
    'body in its declaration answer { access: "write", streamLimit }.';
  throw notSent(provider, problem);
}

function textsOf(
  credential: Credential,
  field: 'headers' | 'query' | 'cookies',
  provider: string,
): readonly (readonly [string, string])[] {
  const given: unknown = own(credential, field) ?? noTexts;
  if (given === noTexts) return noTexts;
  if (!isObject(given)) throw notSent(provider, `${field} of the credential has to be an object with texts.`);
  const entries: [string, unknown][] = Object.entries(given);
  if (entries.every(isText)) return entries;
  const name = entries.find((entry) => !isText(entry))?.[0];
  throw notSent(provider, `The value for the ${nounOf[field]} ${name} is no string.`);
}

const noTexts: readonly [] = [];

function isText(entry: readonly [string, unknown]): entry is [string, string] {
  return typeof entry[1] === 'string';
}

const nounOf = { headers: 'header', query: 'query parameter', cookies: 'cookie' } as const;

// https://www.rfc-editor.org/rfc/rfc6265#section-4.1.1
const cookieName = /^[\w!#$%&'*+\-.^`|~]+$/;
const cookieValue = /^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*$/;

function addCookies(
  headers: RequestHeaders,
  cookies: readonly (readonly [string, string])[],
  provider: string,
): void {
  if (!canSendCookies()) {
    throw notSent(provider, 'The credential is a cookie, which a browser lets no script add to a request.');
  }
  const wrong = cookies.find(([name, value]) => !cookieName.test(name) || !cookieValue.test(value));
  if (wrong) {
    throw notSent(
      provider,
      `The cookie ${wrong[0]} has a name or a value with a character that no cookie has.`,
    );
  }
  const added = new Set(cookies.map(([name]) => name));
  const present: unknown = headers.get('cookie');
  const lines: unknown[] = Array.isArray(present) ? present : [present];
  const theirs = lines.flatMap((line) => (typeof line === 'string' ? line.split(/; */) : []));
  const kept = theirs.filter((pair) => pair !== '' && !added.has(pair.replace(/=.*$/s, '')));
  dropHeader(headers, 'cookie');
  headers.Cookie = [...kept, ...cookies.map(([name, value]) => `${name}=${value}`)].join('; ');
}

let sendsCookies: boolean | undefined;

// A browser leaves the header out without a word: https://fetch.spec.whatwg.org/#forbidden-request-header
function canSendCookies(): boolean {
  sendsCookies ??=
    typeof Request !== 'function' ||
    new Request('https://example.com', { headers: { cookie: 'a=b' } }).headers.has('cookie');
  return sendsCookies;
}

const noneGiven =
  'What the provider’s authorize returns gave no credential, such as { headers: { Authorization: … } }. Correct it.';

/** Why a request without a credential is not sent. */
export function noCredential({ provider, readsRefusals }: Authorizer, when: string): KeyringError {
  if (readsRefusals) return notSent(provider, `The provider’s authorize gave no credential ${when}.`);
  return notSent(
    provider,
    `${noneGiven} One that asks for a challenge first declares onRefusal, which reads it.`,
  );
}

function notSent(provider: string, problem: string): KeyringError {
  const message = `${problem} The request was not sent.`;
  return new KeyringError({ code: 'ERR_KEYRING_CREDENTIAL', provider, message });
}
