import axios from 'axios';
import {
  choice,
  defineProvider,
  flag,
  type KeyringInterceptor,
  optionalInteger,
  optionalText,
  type ProviderDeclaration,
  type ProviderInput,
  secret,
  whenReady,
} from '@axios-keyring/core';
import { type ConformanceSubject, startServer } from '@axios-keyring/testing';
import { isSigned } from './signing.js';

export const token = 'a-token-that-nobody-may-see';

const hosts = { eu: 'https://eu.api.example', us: 'https://us.api.example' } as const;

const options = {
  token: secret({ env: 'RIGHT_TOKEN', description: 'The token of the service.' }),
  account: optionalText({
    env: 'RIGHT_ACCOUNT',
    description: 'The account, sent as x-account.',
    expected: 'the name of somebody',
    check: (name) => (/^\w+$/.test(name) && name !== 'nobody' ? undefined : 'has to be somebody'),
  }),
  region: choice(['eu', 'us'], { env: 'RIGHT_REGION', description: 'The region.', default: 'eu' }),
  limit: optionalInteger({ env: 'RIGHT_LIMIT', description: 'How much, sent as x-limit.' }),
  loud: flag({ description: 'Whether it is loud.' }),
};

export type RightOptions = ProviderInput<typeof options>;

/** A provider of one token, as an author outside of this repository would write it. */
export const declaration: ProviderDeclaration<typeof options> = {
  name: 'right',
  environmentPrefix: 'RIGHT',
  options,
  hosts: Object.values(hosts),
  baseURLs: ({ region }) => [hosts[region]],
  authorize: (given) => (request) =>
    whenReady(given.token(request), (text) => ({
      Authorization: `Bearer ${text}`,
      ...(given.account !== undefined && { 'x-account': given.account }),
      ...(given.limit !== undefined && { 'x-limit': String(given.limit) }),
    })),
  explain: () => () => [{ name: 'Authorization', value: 'Bearer (token)' }],
  verify: () => ({ method: 'GET', path: '/ping' }),
};

export const right = defineProvider(declaration);

/** Any provider with the options of the right one. */
export interface RightProvider {
  (options?: RightOptions): KeyringInterceptor;
  readonly declaration: typeof right.declaration;
}

/** The table of options as it should be in a README. */
export const goodReadme = `
| Option                      | Environment variable | Default  | Meaning |
| --------------------------- | -------------------- | -------- | ------- |
${Object.entries(right.declaration.options)
  .map(([name, { metadata }]) => {
    const { env, default: fallback, description, values } = metadata;
    const missing = name === 'token' ? 'required' : 'none';
    const cells = [name, env, fallback].map((cell) => (cell === undefined ? missing : `\`${cell}\``));
    const allowed = values ? ` Allowed: ${values.map((value) => `\`${value}\``).join(', ')}.` : '';
    return `| ${[...cells, description + allowed].join(' | ')} |`;
  })
  .join('\n')}
`;

/** What the suite has to know to try a provider with the options of the right one. */
export function subjectOf(provider: RightProvider, readme: string): ConformanceSubject<RightOptions> {
  return {
    ...{ axios, provider, readme },
    options: { token, account: 'somebody', limit: 12 },
    secrets: [token],
    start: () =>
      startServer((request, response) => {
        const { headers } = request;
        const isGood =
          (headers.authorization === `Bearer ${token}` || isSigned(request, token)) &&
          headers['x-account'] === 'somebody' &&
          headers['x-limit'] === '12';
        response.writeHead(isGood ? 200 : 401).end();
      }),
    path: '/things',
    stale: { token: 'a-token-that-was-replaced' },
    badOptions: [{ options: { account: 'nobody' }, says: 'has to be somebody' }],
  };
}
