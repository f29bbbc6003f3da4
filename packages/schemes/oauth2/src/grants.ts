import { type MaybePromise, whenReady, type WireRequest } from '@axios-keyring/core';
import { type TokenRequestPart, type TokenRequestPlace } from './client-authentication.js';
import { assertionClaims, knownKey, signedByKey } from './keys.js';
import { type Given } from './options.js';

type Parameters = NonNullable<TokenRequestPart['parameters']>;

/** What a token is given for, for one request. */
export interface Grant {
  /** Tells grants apart that are worth different tokens. */
  readonly id: string;
  readonly parameters: (place: TokenRequestPlace) => MaybePromise<Parameters>;
  /** Of the grant that has one, as the user gave it. */
  readonly refreshToken?: string | undefined;
}

const urn = 'urn:ietf:params:oauth:';
const accessToken = `${urn}token-type:access_token`;

/** Gives the grant of a request. */
export function grantOf(options: Given): (request: WireRequest) => MaybePromise<Grant> {
  switch (options.grant) {
    case 'client_credentials': {
      const parameters = { grant_type: 'client_credentials' };
      return () => ({ id: '', parameters: () => parameters });
    }
    case 'refresh_token': {
      const read = options.refreshToken ?? (() => undefined);
      return (request) =>
        whenReady<string | undefined, Grant>(read(request), (refreshToken) => ({
          id: refreshToken ?? '',
          refreshToken,
          parameters: () => ({ grant_type: 'refresh_token' }),
        }));
    }
    case 'jwt-bearer':
      return bearerOf(options);
    case 'token-exchange':
      return exchangeOf(options);
  }
}

// https://www.rfc-editor.org/rfc/rfc7523#section-2.1
function bearerOf(options: Given): (request: WireRequest) => MaybePromise<Grant> {
  const { assertion: read, assertionKey, assertionKeyId, clientId } = options;
  const { assertionIssuer = clientId, assertionSubject, assertionAudience, assertionClaims: more } = options;
  const parameters = (assertion: string): Parameters => ({
    grant_type: `${urn}grant-type:jwt-bearer`,
    assertion,
  });
  return (request) => {
    if (read)
      return whenReady(read(request), (given) => ({ id: given, parameters: () => parameters(given) }));
    if (!assertionKey) throw new TypeError('The options were not checked.');
    return whenReady(assertionKey(request), (key) =>
      whenReady(knownKey(key), ({ thumbprint }) => ({
        id: thumbprint,
        parameters: ({ request: sender, tokenURL }) => {
          const parties = { iss: assertionIssuer, sub: assertionSubject, aud: assertionAudience ?? tokenURL };
          const claims = { ...assertionClaims(sender, parties), ...more };
          return whenReady(signedByKey(key, { typ: 'JWT', kid: assertionKeyId }, claims), parameters);
        },
      })),
    );
  };
}

// https://www.rfc-editor.org/rfc/rfc8693#section-2.1
function exchangeOf(options: Given): (request: WireRequest) => MaybePromise<Grant> {
  const { subjectToken, actorToken, subjectTokenType = accessToken, actorTokenType = accessToken } = options;
  const readActor = actorToken ?? ((): undefined => undefined);
  return (request) => {
    if (!subjectToken) throw new TypeError('The options were not checked.');
    return whenReady(subjectToken(request), (subject) =>
      whenReady<string | undefined, Grant>(readActor(request), (actor) => ({
        id: JSON.stringify([subject, actor]),
        parameters: () => ({
          grant_type: `${urn}grant-type:token-exchange`,
          subject_token: subject,
          subject_token_type: subjectTokenType,
          ...(actor !== undefined && { actor_token: actor, actor_token_type: actorTokenType }),
        }),
      })),
    );
  };
}
