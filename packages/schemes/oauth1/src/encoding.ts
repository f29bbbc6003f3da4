/** A parameter whose name and value are encoded as the signature has them. */
export type EncodedPair = readonly [name: string, value: string];

/**
 * Percent-encodes every character that is not unreserved, in capitals.
 *
 * Source: https://www.rfc-editor.org/rfc/rfc5849#section-3.6
 */
export function encode(text: string): string {
  return octetsOf(text).replace(/[^\w.~-]/g, encodeOctet);
}

/**
 * What a part of a query or a form says, encoded anew: it is read as a form is, in which a plus is a space, octet by octet,
 * whatever they are in UTF-8.
 */
function encodeAnew(part: string): string {
  return part.replace(/%[\da-f]{2}|[^\w.~-]/gi, (found) => {
    if (found.length === 1) return encodeOctet(found === '+' ? ' ' : found);
    return encodeOctet(String.fromCharCode(Number.parseInt(found.slice(1), 16)));
  });
}

function encodeOctet(octet: string): string {
  if (/[\w.~-]/.test(octet)) return octet;
  return `%${octet.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}

/** Bytes, or the UTF-8 of a text, as a text with a character for each. */
export function octetsOf(data: string | Uint8Array): string {
  if (typeof data === 'string' && /^[\0-\x7f]*$/.test(data)) return data;
  const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : data;
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
}

/**
 * The parameters of a query or a form, in their order.
 *
 * Source: https://www.rfc-editor.org/rfc/rfc5849#section-3.4.1.3.1
 *
 * @param octets - Without the question mark.
 */
export function pairsOf(octets: string): readonly EncodedPair[] {
  return octets
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const end = pair.indexOf('=');
      return end === -1
        ? [encodeAnew(pair), '']
        : [encodeAnew(pair.slice(0, end)), encodeAnew(pair.slice(end + 1))];
    });
}

/** Parameters as they stand in a query or a form. */
export function joined(pairs: readonly EncodedPair[]): string {
  return pairs.map(([name, value]) => `${name}=${value}`).join('&');
}

/**
 * A URL's query with everything encoded as the signature has it, for servers that sign what they see: a space is `%20`, and
 * nothing is left as it is that axios leaves.
 */
export function strictQuery({ search }: URL): string {
  return search.replace(/^\?(.*)$/s, (_, query: string) => {
    const pairs = query.split('&').map((pair) => {
      const end = pair.indexOf('=');
      return end === -1
        ? encodeAnew(pair)
        : `${encodeAnew(pair.slice(0, end))}=${encodeAnew(pair.slice(end + 1))}`;
    });
    return `?${pairs.join('&')}`;
  });
}

/**
 * What is signed.
 *
 * Source: https://www.rfc-editor.org/rfc/rfc5849#section-3.4.1
 *
 * @param uri - Scheme, host, the port if it is not the default, and path.
 */
export function baseString(method: string, uri: string, pairs: readonly EncodedPair[]): string {
  // By octets, and not as a language sorts.
  const sorted = pairs.toSorted(([a, x], [b, y]) => order(a, b) || order(x, y));
  return [method.toUpperCase(), encode(uri), encode(joined(sorted))].join('&');
}

function order(left: string, right: string): number {
  return left < right ? -1 : Number(left > right);
}
