import { describe, expect, it } from '@jest/globals';
import axios from 'axios';
import type { TokenSource } from '@axios-keyring/core';
import { providerConformance, startServer } from '@axios-keyring/testing';
import { type TokenHabits, tokenProvider } from './token-provider.js';

const password = 'a-password-that-nobody-may-see';

const right: TokenHabits = { identityOf: (identity) => identity, sourceFor: (_, make) => make() };

/** The names of the checks that a provider with these habits fails. */
async function failures(habits: TokenHabits): Promise<readonly string[]> {
  const checks = providerConformance({
    axios,
    provider: tokenProvider(habits),
    options: { account: 'somebody', password },
    secrets: [password],
    start: () => {
      const issued: string[] = [];
      return startServer(({ target, headers, body }, response) => {
        const isExchange = target === '/token' && body.toString() === password;
        if (isExchange) issued.push(`a-token-that-was-issued-${issued.length}`);
        const isGood = isExchange || issued.some((token) => headers.authorization === `Bearer ${token}`);
        response
          .writeHead(isGood ? 200 : 401)
          .end(isExchange ? JSON.stringify({ token: issued.at(-1) }) : '');
      });
    },
    path: '/things',
  });
  const failed: string[] = [];
  for (const { name, run } of checks) await run().catch(() => failed.push(name));
  return failed;
}

const betweenAnswers = 'identities: sends nothing that was made of what a function answered before';
const betweenInstances = 'identities: sends nothing that was made of the secret of another instance';

describe('the conformance suite, for a provider that fetches tokens', () => {
  it('finds nothing wrong if a token is known by its secret', async () => {
    expect(await failures(right)).toEqual([]);
  });

  it('finds one that knows a token by its account alone', async () => {
    const identityOf: TokenHabits['identityOf'] = ({ endpoint, account }) => ({ endpoint, account });
    expect(await failures({ ...right, identityOf })).toEqual([betweenAnswers]);
  });

  it('finds one that has tokens for a base URL, whoever asks', async () => {
    const sources = new Map<string, TokenSource>();
    const habits: TokenHabits = {
      identityOf: ({ endpoint }) => ({ endpoint }),
      sourceFor: (baseURL, make) => {
        const source = sources.get(baseURL) ?? make();
        sources.set(baseURL, source);
        return source;
      },
    };
    expect(await failures(habits)).toEqual(expect.arrayContaining([betweenInstances, betweenAnswers]));
  });
});
