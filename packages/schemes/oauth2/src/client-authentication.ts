import {
  hmac,
  type MaybePromise,
  signWebToken,
  toBase64,
  whenReady,
  type WireRequest,
} from '@axios-keyring/core';
import { assertionClaims, knownKey, signedByKey } from './keys.js';
import { type Given } from './options.js';

/** What is added to a token request. */
export interface TokenRequestPart {
  readonly headers?: Readonly<Record<string, string>>;
  readonly parameters?: Readonly<Record<string, string | undefined>>;
}

/** Where a token request goes, and for which request. */
export interface TokenRequestPlace {
  readonly request: WireRequest;
  readonly tokenURL: string;
}

/** The client, with the key that it has for one request. */
export interface Client {
  /** Tells clients with other keys apart. */
  readonly id: string;
  /** What shows the server who it is; new for each token request. */
  readonly authenticate: (place: TokenRequestPlace) => MaybePromise<TokenRequestPart>;
}

/** Gives the client of a request. */
export function clientOf(options: Given): (request: WireRequest) => MaybePromise<Client> {
  const { clientId = '' } = options;
  const parameters = { client_id: options.clientId };
  switch (options.clientAuthentication) {
    case 'client_secret_basic':
      return withSecret(options.clientSecret, (secret) => basic(formEncoded(clientId), formEncoded(secret)));
    case 'client_secret_basic_unencoded':
      return withSecret(options.clientSecret, (secret) => basic(clientId, secret));
    case 'client_secret_post':
      return withSecret(options.clientSecret, (secret) => ({
        parameters: { ...parameters, client_secret: secret },
      }));
    case 'client_secret_jwt': {
      const { clientAssertionAudience } = options;
      return withSecret(options.clientSecret, (secret, { request, tokenURL }) => {
        const aud = clientAssertionAudience ?? tokenURL;
        const claims = assertionClaims(request, { iss: clientId, sub: clientId, aud });
        const authenticate = hmac('sha256', secret);
        const signed = signWebToken({ alg: 'HS256' }, claims, (said) => authenticate(said, 'base64url'));
        return whenReady(signed, (jwt) => ({ parameters: { ...parameters, ...assertion(jwt) } }));
      });
    }
    case 'private_key_jwt': {
      const { privateKey, keyId, pss, clientAssertionAudience } = options;
      return (request) =>
        whenReady(privateKey(request), (key) =>
          whenReady(knownKey(key), ({ thumbprint }) => ({
            id: thumbprint,
            authenticate: ({ request: sender, tokenURL }) => {
              const aud = clientAssertionAudience ?? tokenURL;
              const claims = assertionClaims(sender, { iss: clientId, sub: clientId, aud });
              return whenReady(signedByKey(key, { kid: keyId, pss }, claims), (jwt) => ({
                parameters: { ...parameters, ...assertion(jwt) },
              }));
            },
          })),
        );
    }
    case 'tls_client_auth':
    case 'none':
      return () => ({ id: options.clientAuthentication, authenticate: () => ({ parameters }) });
  }
}

function withSecret(
  read: (request: WireRequest) => MaybePromise<string>,
  authenticate: (secret: string, place: TokenRequestPlace) => MaybePromise<TokenRequestPart>,
): (request: WireRequest) => MaybePromise<Client> {
  return (request) =>
    whenReady(read(request), (secret) => ({
      id: secret,
      authenticate: (place) => authenticate(secret, place),
    }));
}

function basic(name: string, password: string): TokenRequestPart {
  return { headers: { Authorization: `Basic ${toBase64(`${name}:${password}`)}` } };
}

/**
 * As a browser's form does, which leaves what most IDs and secrets consist of as it is: servers that do not decode
 * understand those too.
 *
 * Source: https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1
 */
function formEncoded(value: string): string {
  return new URLSearchParams([['', value]]).toString().slice(1);
}

// https://www.rfc-editor.org/rfc/rfc7523#section-2.2
function assertion(jwt: string): Record<string, string> {
  return {
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: jwt,
  };
}
