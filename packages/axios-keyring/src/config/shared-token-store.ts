import { type TokenStore } from '@axios-keyring/core';
import { type Placed } from './place.js';
import { type OpenTokenStore, openTokenStore, type TokenStoreContext } from './token-store.js';

/** The one store of tokens of a config, opened only if a provider that is loaded takes one. */
export class SharedTokenStore {
  readonly #given: TokenStore | undefined;
  readonly #configured: Placed | undefined;
  readonly #context: TokenStoreContext;
  #opening: Promise<OpenTokenStore | undefined> | undefined;

  /** @param given - The store of the application, which goes before that of the config and is never closed. */
  constructor(given: TokenStore | undefined, configured: Placed | undefined, context: TokenStoreContext) {
    this.#given = given;
    this.#configured = configured;
    this.#context = context;
  }

  async open(): Promise<TokenStore | undefined> {
    if (this.#given || !this.#configured) return this.#given;
    this.#opening ??= openTokenStore(this.#configured, this.#context);
    return (await this.#opening)?.store;
  }

  async close(): Promise<void> {
    await (await this.#opening)?.close();
  }
}
