/**
 * A copy of a URL in which parameters are set last, in this order, in place of those of the same names. Every character that
 * is not unreserved is percent-encoded; the rest of the query stays byte for byte.
 *
 * Source: https://www.rfc-editor.org/rfc/rfc3986#section-2.3
 *
 * @param query - Names and values, not yet encoded; with `undefined` for one that is taken out.
 */
export function withQuery(url: URL, query: Readonly<Record<string, string | undefined>>): URL {
  const kept = pairsOf(url).filter((pair) => !Object.hasOwn(query, nameOf(pair)));
  const set = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [`${encode(name)}=${encode(value)}`],
  );
  return withPairs(url, [...kept, ...set]);
}

/**
 * A copy of a URL without the parameters that have these names and these values, as a server may give them back; also where
 * they are within another one, such as the address to return to after a login.
 */
export function withoutQuery(url: URL, query: Readonly<Record<string, string>>): URL {
  const kept = pairsOf(url).filter((pair) => {
    const name = nameOf(pair);
    const value = decode(pair.slice(pair.indexOf('=') + 1));
    return !(Object.hasOwn(query, name) && query[name] === value) && !holds(pair, query);
  });
  const copy = withPairs(url, kept);
  if (holds(url.hash, query)) copy.hash = '';
  return copy;
}

// An address within an address is encoded once more.
function holds(text: string, query: Readonly<Record<string, string>>): boolean {
  const forms = [text, decode(text), decode(decode(text)), decode(decode(decode(text)))];
  return Object.entries(query).some(([name, value]) => {
    const inner = new RegExp(`[?&]${escaped(name)}=${escaped(value)}(?![^&#])`);
    return forms.some((form) => inner.test(form));
  });
}

function escaped(text: string): string {
  return text.replace(/[^\w]/gu, '\\$&');
}

function pairsOf(url: URL): string[] {
  return url.search === '' ? [] : url.search.slice(1).split('&');
}

function withPairs(url: URL, pairs: readonly string[]): URL {
  const copy = new URL(url);
  copy.search = pairs.join('&');
  return copy;
}

function nameOf(pair: string): string {
  const end = pair.indexOf('=');
  return decode(end === -1 ? pair : pair.slice(0, end));
}

// As servers read a query: https://url.spec.whatwg.org/#concept-urlencoded-parser
function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
