/**
 * An OAuth 2 authorization server and an API that takes its tokens, on this machine, for tests.
 *
 * @module @axios-keyring/oauth2/emulator
 */
import {
  answerTo,
  authorizationOf,
  type Check,
  checksFor,
  clockOf,
  createTokens,
  type Emulator,
  type EmulatorOptions,
  type Fault,
  json,
  pathOf,
  type ReceivedRequest,
  refuseWith,
  runEmulator,
  type TokenFault,
} from '@axios-keyring/testing';
import { type ClientRules, requireClient } from './client.js';
import { type Grants, requireGrant } from './grants.js';
import { createProofs } from './proofs.js';

/** Options of the emulator. */
export interface OAuth2EmulatorOptions extends EmulatorOptions<TokenFault | Fault>, Partial<ClientRules> {
  /** The refresh token to begin with; each is good for one use. Default: `a-refresh-token`. */
  readonly refreshToken?: string | undefined;
  /** In PEM, of whoever signs the assertions of `jwt-bearer`. Default: that grant is refused. */
  readonly assertionKey?: string | undefined;
  /** The token that `token-exchange` takes. Default: `a-subject-token`. */
  readonly subjectToken?: string | undefined;
  /** Scopes that clients may have. Default: any. */
  readonly scopes?: readonly string[] | undefined;
  /** How long tokens are valid, in seconds. Default: 3600. */
  readonly lifetime?: number | undefined;
  /** Whether tokens are bound to keys, with a nonce that proofs need. Default: false. */
  readonly dpop?: boolean | undefined;
}

/** What the emulator accepts. */
export interface OAuth2Credentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** A running emulator. */
export interface OAuth2Emulator extends Emulator<OAuth2Credentials, TokenFault | Fault> {
  /** How many tokens were given out. */
  readonly tokensIssued: number;
  /** Makes every token invalid that was given out. */
  revokeTokens(): void;
  /** Has all proofs to come need another nonce. */
  renewNonce(): void;
}

/** Starts both on one port: the token endpoint is `/token`, and every other path is the API. */
export async function startEmulator(options: OAuth2EmulatorOptions = {}): Promise<OAuth2Emulator> {
  const { clientId = 'a-client', clientSecret = 'a secret+that/opens=nothing', lifetime = 3600 } = options;
  const { clientAuthentication = 'client_secret_basic', publicKey, dpop = false } = options;
  const now = clockOf(options);
  const tokens = createTokens('The token in Authorization', now);
  const proofs = createProofs(now);
  const client: ClientRules = { clientId, clientSecret, clientAuthentication, publicKey };
  const grants: Grants = { ...options, refreshTokens: new Set([options.refreshToken ?? 'a-refresh-token']) };
  const tokenRoute = /^\/token$/;
  const metadataRoute = /^\/\.well-known\/openid-configuration$/;
  const isTokenCall = ({ target }: { readonly target: string }): boolean => tokenRoute.test(pathOf(target));
  const isAPI: Parameters<typeof checksFor>[0] = (request) =>
    !isTokenCall(request) && !metadataRoute.test(pathOf(request.target));
  const requireToken: Check = (request) => {
    const token = authorizationOf(request, dpop ? 'DPoP' : 'Bearer', unauthorized);
    tokens.requireValid(token, unauthorized);
    if (dpop) proofs.requireProof(request, urlOf(request), token);
  };
  const emulator = await runEmulator<OAuth2Credentials, TokenFault | Fault>(options, {
    provider: 'oauth2',
    credentials: { clientId, clientSecret },
    routes: (baseURL) => [
      { baseURL, options: { clientId, clientSecret, tokenURL: '/token', verifyPath: '/' } },
    ],
    isTokenCall,
    checks: [
      ...checksFor(isTokenCall, [
        (request) => {
          requireClient(request, client, `${urlOf(request)}/token`, now());
        },
      ]),
      ...checksFor(isAPI, [requireToken]),
    ],
    answers: [
      answerTo('POST', tokenRoute, (request) => {
        const boundTo = dpop ? proofs.requireProof(request, urlOf(request)) : undefined;
        const { subject, more } = requireGrant(request, grants, now());
        const { token } = tokens.issue(subject, lifetime * 1000);
        if (boundTo !== undefined) proofs.bind(token, boundTo);
        const type = dpop ? 'DPoP' : 'Bearer';
        return json(200, { access_token: token, token_type: type, expires_in: lifetime, ...more });
      }),
      answerTo('GET', metadataRoute, (request) =>
        json(200, { issuer: `http:${urlOf(request)}`, token_endpoint: `http:${urlOf(request)}/token` }),
      ),
      ({ method, target }) => json(200, { method, target }),
    ],
  });
  return {
    ...emulator,
    get tokensIssued() {
      return tokens.issued;
    },
    revokeTokens() {
      tokens.revoke();
    },
    renewNonce() {
      proofs.renewNonce();
    },
  };
}

// By the name under which it is reached; what is before it may speak TLS.
function urlOf({ headers }: ReceivedRequest): string {
  return `//${headers.host ?? ''}`;
}

const unauthorized = refuseWith(401, undefined, {
  'WWW-Authenticate': 'Bearer realm="emulator", error="invalid_token"',
});
