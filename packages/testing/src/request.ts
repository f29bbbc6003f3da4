import type { Refuse } from './answer.js';
import type { ReceivedRequest } from './server.js';

/** Every value of a header, duplicates included. */
export function headerValues(request: ReceivedRequest, name: string): readonly string[] {
  return request.rawHeaders.filter(
    (_, index, raw) => index % 2 === 1 && raw[index - 1]?.toLowerCase() === name,
  );
}

/** The value of a header that must be there exactly once and not be empty. */
export function onlyHeader(request: ReceivedRequest, name: string, refuse: Refuse): string {
  const value = optionalHeader(request, name, refuse);
  if (value === undefined) throw refuse(`The header ${name} is missing.`);
  if (value === '') throw refuse(`The header ${name} is empty.`);
  return value;
}

/** The value of a header that may be left out or empty, but not be sent twice. */
export function optionalHeader(request: ReceivedRequest, name: string, refuse: Refuse): string | undefined {
  const values = headerValues(request, name);
  if (values.length > 1) throw refuse(`The header ${name} was sent ${values.length} times.`);
  return values[0];
}

/** What follows the scheme in an Authorization header that must be there exactly once. */
export function authorizationOf(request: ReceivedRequest, scheme: string, refuse: Refuse): string {
  const value = onlyHeader(request, 'authorization', refuse);
  if (!value.startsWith(`${scheme} `)) throw refuse(`The Authorization scheme is not ${scheme}.`);
  return value.slice(scheme.length + 1);
}

/** The fields of a JSON body; none if it is no object, or no JSON. */
export function fieldsOf({ body }: ReceivedRequest): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body.toString());
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

/** The raw target up to the query. */
export function pathOf(target: string): string {
  return target.split('?', 1)[0] ?? '';
}

/** The raw query, without its question mark; empty when there is none. */
export function queryOf(target: string): string {
  return target.slice(pathOf(target).length + 1);
}

/** The content type in lower case, without parameters. */
export function mediaTypeOf(request: ReceivedRequest): string | undefined {
  return request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
}

/** How far a time may be from the clock, in minutes. */
const tolerance = 5;

/**
 * Refuses a time that is too far from the clock.
 *
 * @param header - the name of the header that held the time
 * @param time - milliseconds since 1970
 * @param now - milliseconds since 1970
 */
export function requireRecent(header: string, time: number, now: number, refuse: Refuse): void {
  if (Math.abs(now - time) <= tolerance * 60_000) return;
  const seconds = Math.round(Math.abs(now - time) / 1000);
  const side = now > time ? 'behind' : 'ahead of';
  throw refuse(
    `The time in ${header} is ${seconds} seconds ${side} the clock; ${tolerance} minutes are allowed.`,
  );
}
