import { fromBase64 } from '../platform/base64.js';
import { isObject, parseJSON } from '../platform/values.js';

/** An exchange as it is sent. */
export interface SentExchange {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

// Standard parameters that are no secret, so that an error may repeat what a server says of them.
// https://www.rfc-editor.org/rfc/rfc6749#section-2.2, https://www.rfc-editor.org/rfc/rfc8693#section-2.1
const publicFields = new Set([
  ...['audience', 'client_assertion_type', 'client_id', 'grant_type', 'requested_token_type', 'resource'],
  ...['response_type', 'scope', 'subject_token_type', 'actor_token_type', 'token_type_hint'],
]);
const publicHeaders = new Set(['accept', 'content-type', 'metadata', 'metadata-flavor', 'user-agent']);

/** A shorter one is found everywhere, and would be guessed as fast. */
const shortestSecret = 4;

/** So many characters in a row are no chance. */
const shortestPart = 8;

/**
 * Whether a text repeats a secret of an exchange, or a part of one: from the query, the headers or the body, as it is, encoded
 * for a form, or out of Basic credentials.
 */
export function repeatsSecret(text: string, sent: SentExchange): boolean {
  const where = text.toLowerCase();
  const secrets = secretsOf(sent).map((secret) => secret.toLowerCase());
  if (secrets.some((secret) => secret.length >= shortestSecret && where.includes(secret))) return true;
  const all = secrets.join('\n');
  const shown = (sent.url.origin + sent.url.pathname).toLowerCase();
  for (let start = 0; start + shortestPart <= where.length; start += 1) {
    const part = where.slice(start, start + shortestPart);
    if (all.includes(part) && !shown.includes(part)) return true;
  }
  return false;
}

function secretsOf(sent: SentExchange): string[] {
  const { url, headers } = sent;
  const values = [...fields(url.searchParams), url.username, url.password].flatMap(forms);
  for (const [name, value] of Object.entries(headers)) {
    if (!publicHeaders.has(name.toLowerCase())) values.push(value, ...ofCredentials(value));
  }
  return [...values, ...ofBody(sent)];
}

function fields(parameters: URLSearchParams): string[] {
  return [...parameters].flatMap(([name, value]) => (publicFields.has(name) ? [] : [value]));
}

// As servers write it back: decoded or not.
function forms(value: string): string[] {
  const encoded = new URLSearchParams([['', value]]).toString().slice(1);
  return [value, encoded, encoded.replaceAll('+', '%20')];
}

// `Basic` and what is like it: https://www.rfc-editor.org/rfc/rfc7617#section-2
function ofCredentials(value: string): string[] {
  const [, credentials = ''] = /^\S+\s+(.*)$/.exec(value) ?? [];
  const decoded = new TextDecoder().decode(fromBase64(credentials));
  const password = decoded.slice(decoded.indexOf(':') + 1);
  return [credentials, password, ...new URLSearchParams(`=${password}`).values()];
}

function ofBody({ headers, body = '' }: SentExchange): string[] {
  const [, type = ''] = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type') ?? [];
  if (type.includes('x-www-form-urlencoded')) return fields(new URLSearchParams(body)).flatMap(forms);
  const value = parseJSON(body);
  return isObject(value) ? leaves(value).flatMap(forms) : [body];
}

function leaves(value: object): string[] {
  return Object.entries(value).flatMap(([name, entry]: [string, unknown]) => {
    if (isObject(entry)) return leaves(entry);
    return publicFields.has(name) ? [] : [String(entry)];
  });
}
