import {
  defineProvider,
  type ExplanationPart,
  GrantSource,
  type MaybePromise,
  parseJSON,
  property,
  type Refusal,
  TokenSource,
  whenReady,
  type WireRequest,
} from '@axios-keyring/core';
import { anyAPI, challengeHint, parseChallenges, verifyByPath } from '@axios-keyring/core/engine';
import { checkTogether } from './checks.js';
import { clientOf } from './client-authentication.js';
import { tokenEndpointOf } from './discovery.js';
import { proverOf } from './dpop.js';
import { grantOf } from './grants.js';
import { type Given, isPath, oneOf, options as declared } from './options.js';
import { askForToken, type TokenWish } from './token-endpoint.js';

const provider = 'oauth2';

/**
 * Authenticates requests with tokens of an OAuth 2 authorization server, which it fetches and renews.
 *
 * Source: https://www.rfc-editor.org/rfc/rfc6749
 */
export const oauth2 = defineProvider({
  name: provider,
  ...anyAPI,
  options: declared,
  oneOf,
  serverOnly: {
    secret: 'what tokens are fetched with',
    instead:
      'Call the API from your server, or give the page tokens of its visitors and use @axios-keyring/bearer.',
  },
  exchangeHosts: ({ tokenURL, issuer, tokenHosts = [] }) => [
    ...(tokenURL === undefined || isPath(tokenURL) ? [] : [{ url: tokenURL, option: 'tokenURL' }]),
    ...(issuer === undefined ? [] : [{ url: issuer, option: 'issuer' }]),
    ...tokenHosts.map((url) => ({ url, option: 'tokenHosts' })),
  ],
  authorize: (options) => {
    checkTogether(options);
    const read = tokenReader(options);
    const prover = proverOf(options);
    const { tokenHeader, scheme = prover ? 'DPoP' : 'Bearer' } = options;
    return (request) =>
      whenReady(read(request), (token) => {
        const headers =
          tokenHeader === undefined ? { Authorization: `${scheme} ${token}` } : { [tokenHeader]: token };
        if (!prover) return { headers };
        const { method, url } = request;
        return whenReady(prover.prove(request, { method, url, token }), (proof) => ({
          headers: { ...headers, DPoP: proof },
        }));
      });
  },
  onRefusal: (options) => (refusal, request) => {
    if (proverOf(options)?.learn(request.url.origin, refusal)) return 'again';
    return refusal.status === 401 && !errorsOf(refusal).includes('insufficient_scope')
      ? 'credential'
      : undefined;
  },
  explain: (options) => () => explained(options),
  explainRefusal:
    ({ scope, audience, resource, scheme, dpop, tokenHeader }) =>
    (facts) => {
      const { status } = facts;
      const what = scope === undefined ? 'no scope was asked for' : `the scope asked for is ${scope}`;
      if (errorsOf(facts).includes('insufficient_scope') || status === 403)
        return `The API knows the token, but does not let its client do this; ${what}. Ask for what it wants in scope, or allow it to the client.`;
      if (status !== 401) return undefined;
      const used = scheme ?? (dpop ? 'DPoP' : 'Bearer');
      const whom = audience ?? resource?.join(' and ');
      return (
        (tokenHeader === undefined ? challengeHint(facts, used) : undefined) ??
        `The API does not accept the token, though the authorization server gave it. See whether it is for this API ` +
          `(${whom === undefined ? 'audience and resource are not set' : `it was asked for ${whom}`}), of this environment, ` +
          'and whether the client was blocked.'
      );
    },
  verify: verifyByPath,
});

function errorsOf(refusal: Refusal): unknown[] {
  const challenges = parseChallenges(refusal.header('www-authenticate'));
  return [
    ...challenges.map(({ parameters }) => parameters.get('error')),
    property(parseJSON(refusal.body), 'error'),
  ];
}

/** The token of a request, kept for all that would be given the same. */
function tokenReader(options: Given): (request: WireRequest) => MaybePromise<string> {
  const { clientId, scope, audience, resource, parameters, headers, lifetime } = options;
  const [readClient, readGrant, endpointOf] = [clientOf(options), grantOf(options), tokenEndpointOf(options)];
  const prover = proverOf(options);
  const wishes = new WeakMap<WireRequest, TokenWish>();
  const documentedLife = lifetime === undefined ? Infinity : lifetime * 1000;
  const grants = new GrantSource({ provider, store: options.grantStore, documentedLife });
  const tokens = new TokenSource({
    ...{ provider, store: options.tokenStore, documentedLife },
    mint: async (request, identity, isNew) => {
      const wish = wishes.get(request);
      if (!wish) throw new TypeError('A token is fetched for a request that asked for none.');
      const tokenURL = await endpointOf(request);
      if (options.grant !== 'refresh_token') return askForToken(wish, { request, tokenURL });
      const { refreshToken } = wish.grant;
      const { endpoint, account } = identity;
      // All that access tokens differ by, and the grant that they come from does not.
      const secret = JSON.stringify({ ...identity, grant: undefined });
      const grant = { endpoint, account, user: options.grantName, secret };
      return grants.exchange({ request, grant, refreshToken, isNew }, (last) =>
        askForToken(wish, { request, tokenURL }, last),
      );
    },
  });
  // A path is at the host of each request.
  const endpointFor = ({ baseURL }: WireRequest): string =>
    options.issuer ?? new URL(options.tokenURL ?? '', baseURL).href;
  return (request) =>
    whenReady(readClient(request), (client) =>
      whenReady(readGrant(request), (grant) =>
        whenReady(prover?.id(request), (boundTo) => {
          wishes.set(request, { options, client, grant, prover });
          return tokens.get(request, {
            ...{
              endpoint: endpointFor(request),
              account: clientId,
              secret: client.id,
              grant: grant.id,
              boundTo,
            },
            ...{ type: options.grant, scopes: scope?.split(' '), audience, resource },
            ...{ client: options.clientAuthentication, user: options.grantName },
            more: JSON.stringify([parameters, headers, claimsOf(options)]),
          });
        }),
      ),
    );
}

function claimsOf(options: Given): unknown[] {
  const { assertionIssuer, assertionSubject, assertionAudience, assertionClaims, subjectTokenType } = options;
  return [assertionIssuer, assertionSubject, assertionAudience, assertionClaims, subjectTokenType];
}

function explained(options: Given): readonly ExplanationPart[] {
  const { tokenURL, issuer, clientId, scope, audience, resource, parameters, scheme, dpop, tokenHeader } =
    options;
  const parts = {
    'token URL': tokenURL ?? `as the metadata of ${issuer ?? ''} says`,
    'client ID': clientId,
    'client authentication': options.clientAuthentication,
    grant: options.grant,
    scope,
    audience,
    resource: resource?.join(' '),
    parameters: parameters && Object.keys(parameters).join(', '),
    [tokenHeader ?? 'Authorization']:
      tokenHeader === undefined ? `${scheme ?? (dpop ? 'DPoP' : 'Bearer')} (the token)` : '(the token)',
    DPoP: dpop ? 'a proof for each request' : undefined,
  };
  return Object.entries(parts).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]));
}
