import { createHmac, timingSafeEqual } from 'node:crypto';
import { mediaTypeOf, optionalHeader, type ReceivedRequest, refuseWith } from '@axios-keyring/testing';
import { readSigned, verifySigned } from './signed.js';

/** How the client shows who it is. */
export interface ClientRules {
  readonly clientId: string;
  readonly clientSecret: string;
  /** The only way that is accepted. */
  readonly clientAuthentication:
    'client_secret_basic' | 'client_secret_post' | 'client_secret_jwt' | 'private_key_jwt' | 'none';
  /** In PEM, for `private_key_jwt`. */
  readonly publicKey?: string | undefined;
}

const refuse = refuseWith(401, { error: 'invalid_client' }, { 'WWW-Authenticate': 'Basic realm="emulator"' });
const badRequest = refuseWith(400, { error: 'invalid_request' });

/** The parameters of a token request. */
export function formOf({ body }: ReceivedRequest): URLSearchParams {
  return new URLSearchParams(body.toString());
}

// A JWT that was used once is refused.
const used = new Set<unknown>();

/** Refuses a token request of anybody else, by the sections 2.3 and 3.2 of RFC 6749. */
export function requireClient(
  request: ReceivedRequest,
  rules: ClientRules,
  tokenURL: string,
  now: number,
): undefined {
  if (request.method !== 'POST') throw badRequest('A token request is a POST.');
  if (mediaTypeOf(request) !== 'application/x-www-form-urlencoded') throw badRequest('The body is no form.');
  const form = formOf(request);
  for (const name of form.keys()) {
    if (name !== 'resource' && form.getAll(name).length > 1) throw badRequest('A parameter is there twice.');
  }
  const authorization = optionalHeader(request, 'authorization', badRequest);
  const ways = [authorization !== undefined, form.has('client_secret'), form.has('client_assertion')];
  if (ways.filter(Boolean).length > 1) throw badRequest('The client shows who it is in two ways.');
  const { clientId, clientSecret, clientAuthentication } = rules;
  if (clientAuthentication === 'client_secret_basic') {
    const [scheme, encoded = ''] = authorization?.split(' ') ?? [];
    if (scheme !== 'Basic') throw refuse('There is no Basic authorization.');
    const [name = '', password = ''] = Buffer.from(encoded, 'base64').toString().split(':');
    if (decoded(name) !== clientId) throw refuse('The client ID differs.');
    if (decoded(password) !== clientSecret) throw refuse('The client secret differs.');
    return;
  }
  if (clientAuthentication !== 'none' && form.get('client_id') !== clientId)
    throw refuse('The client ID differs.');
  if (clientAuthentication === 'client_secret_post' && form.get('client_secret') !== clientSecret)
    throw refuse('The client secret differs.');
  if (clientAuthentication.endsWith('_jwt')) requireAssertion(form, rules, tokenURL, now);
}

// https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1
function decoded(text: string): string {
  return new URLSearchParams(`=${text}`).get('') ?? '';
}

function requireAssertion(form: URLSearchParams, rules: ClientRules, tokenURL: string, now: number): void {
  const type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
  if (form.get('client_assertion_type') !== type) throw refuse('The type of the client assertion differs.');
  const token = form.get('client_assertion') ?? '';
  const { header, claims, signed, signature } = readSigned(token, refuse);
  const isRight =
    rules.clientAuthentication === 'client_secret_jwt'
      ? header.alg === 'HS256' &&
        isEqual(createHmac('sha256', rules.clientSecret).update(signed).digest(), signature)
      : verifySigned(token, rules.publicKey ?? '');
  if (!isRight) throw refuse('The signature of the client assertion differs.');
  if (claims.iss !== rules.clientId || claims.sub !== rules.clientId)
    throw refuse('The client assertion is of another client.');
  if (String(claims.aud).replace(/^https?:/, '') !== tokenURL)
    throw refuse('The client assertion is for another audience.');
  requireTime(claims, now, refuse);
  if (claims.jti === undefined || used.has(claims.jti)) throw refuse('The client assertion was used before.');
  used.add(claims.jti);
}

/** Refuses what is over, or not yet. */
export function requireTime(
  { iat, exp }: Readonly<Record<string, unknown>>,
  now: number,
  refuseTime: (sentence: string) => Error,
): void {
  if (typeof exp !== 'number' || exp * 1000 < now) throw refuseTime('The assertion has expired.');
  if (typeof iat !== 'number' || iat * 1000 > now + 30_000)
    throw refuseTime('The assertion was issued in the future.');
}

function isEqual(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}
