import {
  defineProvider,
  parseJSON,
  property,
  type Provider,
  type ProviderInput,
  secret,
  text,
  tokenExchangeError,
  type TokenIdentity,
  TokenSource,
} from '@axios-keyring/core';

const options = {
  account: text({ env: 'FETCHING_ACCOUNT', description: 'The account.' }),
  password: secret({ env: 'FETCHING_PASSWORD', description: 'What tokens are fetched with.' }),
};

/** What tells the tokens of a provider apart. */
export interface TokenHabits {
  /** Whose a token is. */
  readonly identityOf: (identity: Required<Omit<TokenIdentity, 'scopes'>>) => TokenIdentity;
  /** Where the tokens for a base URL come from; `make` makes a source of the instance's own. */
  readonly sourceFor: (baseURL: string, make: () => TokenSource) => TokenSource;
}

/** A provider that fetches tokens with a password. */
export function tokenProvider({
  identityOf,
  sourceFor,
}: TokenHabits): Provider<ProviderInput<typeof options>> {
  return defineProvider({
    name: 'fetching',
    environmentPrefix: 'FETCHING',
    options,
    baseURLs: () => ['https://fetching.example'],
    explain: () => () => [{ name: 'Authorization', value: 'Bearer (token)' }],
    authorize: ({ account, password }) => {
      const own = new TokenSource({
        provider: 'fetching',
        mint: async (request, { endpoint }) => {
          const body = await password(request);
          const headers = { 'Content-Type': 'text/plain' };
          const response = await request.exchange({
            method: 'POST',
            url: `${endpoint}/token`,
            headers,
            body,
          });
          const value = property(parseJSON(response.body), 'token');
          if (response.status === 200 && typeof value === 'string') return { value, expiresIn: 3_600_000 };
          const message = `The token endpoint answered ${response.status}. Check the password.`;
          throw tokenExchangeError({ provider: 'fetching', message, response });
        },
      });
      return async (request) => {
        const identity = { endpoint: request.baseURL, account, secret: await password(request) };
        const token = await sourceFor(request.baseURL, () => own).get(request, identityOf(identity));
        return { Authorization: `Bearer ${token}` };
      };
    },
  });
}
