import axios from 'axios';
import {
  choice,
  type DeclaredFacts,
  defineProvider,
  flag,
  integer,
  type KeyringInterceptor,
  type ProviderDeclaration,
  type ProviderInput,
  secret,
  text,
  type TokenStore,
  tokenStore,
  grantStore,
  type GrantStore,
  type WireRequest,
} from '@axios-keyring/core';
import { type ConformanceSubject, type ReceivedRequest, startServer } from '@axios-keyring/testing';
import { optionsText } from '../docs/option-tables.js';

export const token = 'a-token-that-nobody-may-see';

const hosts = { eu: 'https://eu.api.example', us: 'https://us.api.example' } as const;

const options = {
  token: secret({ env: 'RIGHT_TOKEN', description: 'The token of the service.' }),
  account: text({
    optional: true,
    env: 'RIGHT_ACCOUNT',
    description: 'The account, sent as x-account.',
    expected: 'the name of somebody',
    check: (name) => (/^\w+$/.test(name) && name !== 'nobody' ? undefined : 'has to be somebody'),
  }),
  region: choice(['eu', 'us'], { env: 'RIGHT_REGION', description: 'The region.', default: 'eu' }),
  limit: integer({ optional: true, env: 'RIGHT_LIMIT', description: 'How much, sent as x-limit.' }),
  tokenStore: tokenStore(),
  grantStore: grantStore(),
  loud: flag({ description: 'Whether it is loud.' }),
};

export type RightOptions = ProviderInput<typeof options>;

/** Any provider with the options of the right one. */
export interface RightProvider {
  (options?: RightOptions): KeyringInterceptor;
  readonly declaration: DeclaredFacts;
}

/** Gives the token of a request. */
export type ReadToken = (request: WireRequest) => string | Promise<string>;

/** The right provider, with another declaration, or with another token than the one that it is given. */
export function declared(
  changes: Partial<ProviderDeclaration<typeof options>>,
  other: (read: ReadToken, store: TokenStore | undefined, grants: GrantStore | undefined) => ReadToken = (
    read,
  ) => read,
): RightProvider {
  return defineProvider({
    name: 'right',
    environmentPrefix: 'RIGHT',
    options,
    hosts: Object.values(hosts),
    baseURLs: ({ region }) => [hosts[region]],
    authorize: (given) => {
      const read = other(given.token, given.tokenStore, given.grantStore);
      return async (request) => ({
        headers: {
          Authorization: `Bearer ${await read(request)}`,
          ...(given.account !== undefined && { 'x-account': given.account }),
          ...(given.limit !== undefined && { 'x-limit': String(given.limit) }),
        },
      });
    },
    explain: () => () => [{ name: 'Authorization', value: 'Bearer (token)' }],
    verify: () => ({ method: 'GET', path: '/ping' }),
    serverOnly: { secret: 'the token', instead: 'Call it from your server.' },
    ...changes,
  });
}

/** The right provider, whose token stands elsewhere, or that asks for a challenge before it gives it. */
export function placing(place: 'query' | 'cookies' | 'body' | 'after a challenge'): RightProvider {
  let isChallenged = false;
  return declared({
    authorize:
      ({ token, account = '', limit = '' }) =>
      async (request) => {
        if (place === 'after a challenge' && !isChallenged) return undefined;
        const access = await token(request);
        const headers = { 'x-account': account, 'x-limit': String(limit) };
        if (place === 'after a challenge')
          return { headers: { ...headers, Authorization: `Bearer ${access}` } };
        if (place !== 'body' || request.method === 'GET') {
          const where = place === 'body' ? 'query' : place;
          return { headers, [where]: { access } };
        }
        return {
          headers: { ...headers, 'Content-Type': 'application/json' },
          body: JSON.stringify({ access }),
        };
      },
    ...(place === 'body' && { body: () => ({ access: 'write' as const, streamLimit: 0 }) }),
    ...(place === 'after a challenge' && {
      onRefusal:
        () =>
        ({ status }) => {
          if (status !== 401 || isChallenged) return status === 401 ? 'credential' : undefined;
          isChallenged = true;
          return 'again';
        },
    }),
  });
}

/** The right provider, with the time beside its token, and what reads that. */
export function timing(now: (request: WireRequest) => number): RightProvider {
  return declared({
    authorize:
      ({ token, account = '', limit = '' }) =>
      async (request) => ({
        headers: {
          ...{ Authorization: `Bearer ${await token(request)}`, 'x-time': String(now(request)) },
          ...{ 'x-account': account, 'x-limit': String(limit) },
        },
      }),
  });
}

export function signedTime({ headers }: ReceivedRequest): number {
  return Number(headers['x-time']);
}

/** A provider of one token, as an author outside of this repository would write it. */
export const right = declared({});

/** The table of options as it should be in a README. */
export const goodReadme = `\n${optionsText(right.declaration)}\n`;

/** What the suite has to know to try a provider with the options of the right one. */
export function subjectOf(provider: RightProvider, readme: string): ConformanceSubject<RightOptions> {
  return {
    ...{ axios, provider, readme },
    options: { token, account: 'somebody', limit: 12 },
    secrets: [token],
    start: () => {
      const good = new Set([`Bearer ${token}`]);
      const grants = new Set(['grant-0']);
      let renewals = 0;
      return startServer(({ target, headers, body }, response) => {
        if (target === '/grant') {
          renewals += 1;
          const isGrant = grants.delete(body.toString());
          // One that is sent twice is taken for stolen, and ends all.
          if (isGrant) good.add(`Bearer granted-token-${renewals}`);
          else good.clear();
          if (isGrant) grants.add(`grant-${renewals}`);
          response.writeHead(isGrant ? 200 : 400).end(String(renewals));
          return;
        }
        const elsewhere = [target, headers.cookie, body.toString()].some((text) =>
          /\baccess\W+a-token-that-nobody-may-see\b/.test(text ?? ''),
        );
        const isGood =
          (elsewhere || good.has(headers.authorization ?? '')) &&
          (target === '/exchange' || (headers['x-account'] === 'somebody' && headers['x-limit'] === '12'));
        const issued = `a-token-that-was-issued-${good.size}`;
        if (isGood && target === '/exchange') good.add(`Bearer ${issued}`);
        response.writeHead(isGood ? 200 : 401).end(target === '/exchange' ? issued : '');
      });
    },
    path: '/things',
    stale: { token: 'a-token-that-was-replaced' },
    badOptions: [{ options: { account: 'nobody' }, says: 'has to be somebody' }],
  };
}
