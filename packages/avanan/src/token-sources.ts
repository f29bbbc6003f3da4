import { type Token, TokenSource, type WireRequest } from '@axios-keyring/core';

/** Far above what one process uses at a time; a key that is rotated for ever must not fill the memory. */
const limit = 1_000;

/**
 * One token source per base URL and key: a token of one host is not sent to another, and where a function gives
 * each merchant's key, no merchant is served with another's token.
 */
export class TokenSources {
  readonly #mint: (request: WireRequest, key: string) => Promise<Token>;
  readonly #sources = new Map<string, TokenSource>();

  /** @param mint - Fetches a token with a key. */
  constructor(mint: (request: WireRequest, key: string) => Promise<Token>) {
    this.#mint = mint;
  }

  /** The source of the tokens for a request that is made with a key. */
  for(request: WireRequest, key: string): TokenSource {
    // Neither part can contain a line break.
    const name = `${request.baseURL}\n${key}`;
    const source = this.#sources.get(name) ?? new TokenSource({ mint: (first) => this.#mint(first, key) });
    // Set anew, so that the first one is always the one that was not used for longest.
    this.#sources.delete(name);
    this.#sources.set(name, source);
    const [oldest] = this.#sources.keys();
    if (oldest !== undefined && this.#sources.size > limit) this.#sources.delete(oldest);
    return source;
  }
}
