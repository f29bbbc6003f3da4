/**
 * A query, from its question mark on, by the rules of forms, as every client known to work with the Smart API does: `:` leaves as
 * `%3A`, a space as `+`. axios leaves some of these characters as they are, and the API may rebuild the query
 * before it checks the signature. Escapes that are there already stay.
 *
 * Source: https://url.spec.whatwg.org/#application-x-www-form-urlencoded-percent-encode-set
 */
export function formQuery(search: string): string {
  return search
    .slice(1)
    .replaceAll('%20', '+')
    .replace(/%(?![0-9a-f]{2})/gi, '%25')
    .replace(/[^\w*\-.+%&=]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}
