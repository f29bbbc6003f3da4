import axios, { type AxiosInstance, type AxiosRequestConfig } from 'axios';
import { type KeyringInterceptor } from 'axios-keyring';
import { findTexts } from '../../../packages/testing/src/find-text.js';
import { ensure } from './ensure.js';
import { providers } from './providers.js';
import { type Received, type World } from '../surroundings.js';

/** What a check is given. */
export class Stage {
  readonly world: World;
  /** Whether this is a page, whose visitors can read everything. */
  readonly isPage = Reflect.has(globalThis, 'document');
  readonly #control: string;

  /** @param control - The address of the control server. */
  constructor(control: string, world: World) {
    this.#control = control;
    this.world = world;
  }

  /** What it has received, in order of arrival; no preflights. */
  received(server: 'bystander'): Promise<readonly Received[]> {
    return ask(this.#control, `received/${server}`);
  }

  /** What the server that asks for certificates was shown since the last call. */
  visits(): Promise<readonly { readonly path: string; readonly client: string }[]> {
    return ask(this.#control, 'visits');
  }

  /** How many tokens were issued. */
  tokensIssued(): Promise<number> {
    return ask(this.#control, 'tokens-issued');
  }

  /** Has none of them accepted any more. */
  async revokeTokens(): Promise<void> {
    await ask(this.#control, 'revoke-tokens');
  }

  /** A provider that its emulator accepts, or one with other options than it should have. */
  provider(name: string, changes: object = {}): KeyringInterceptor {
    const route = this.world.routes.find(({ provider }) => provider === name);
    if (!route) throw new Error(`There is no provider ${name}.`);
    return this.#make(route, changes);
  }

  /** One for each of the vendors' APIs. */
  all(): readonly KeyringInterceptor[] {
    return this.world.routes.map((route) => this.#make(route));
  }

  /** A signature, and a token that is fetched with another one. */
  tokens(): KeyringInterceptor {
    return this.#make({ provider: 'avanan', options: this.world.tokens });
  }

  /** A token that is fetched with a key, and lives for a few seconds. */
  portal(): KeyringInterceptor {
    return this.#make({ provider: 'avanan', options: { platform: 'infinity', ...this.world.portal } });
  }

  #make({ provider, baseURL, options }: World['routes'][number], changes: object = {}): KeyringInterceptor {
    // Else the same code would not work in a page.
    const allowed = this.isPage && { dangerouslyAllowBrowser: true };
    const make = providers[provider];
    if (!make) throw new Error(`There is no provider ${provider}.`);
    return make({ ...allowed, ...(baseURL !== undefined && { baseURL }), ...options, ...changes });
  }

  /** An axios instance with an interceptor, over the adapter that is tried. */
  client(interceptor: KeyringInterceptor, config: AxiosRequestConfig = {}): AxiosInstance {
    const [baseURL = ''] = interceptor.baseURLs;
    const client = axios.create({ adapter: this.world.adapter, baseURL, ...config });
    client.interceptors.request.use(interceptor);
    return client;
  }

  /** Finds no credential in what a program can reach from a response or an error. */
  async ensureConcealed(value: unknown, ...more: readonly string[]): Promise<void> {
    const { secrets, tokens } = this.world;
    const sent = await ask<readonly string[]>(this.#control, 'sent');
    const texts = [...new Set([...secrets, tokens.secretKey, ...sent, ...more])];
    const places = findTexts(
      value,
      texts.filter((text) => text !== ''),
      reach,
    );
    ensure(places.length === 0, `A credential is left at ${places.slice(0, 5).join(' and ')}.`);
  }
}

/** The most values that are looked at: some runtimes reach half of themselves from a socket. */
const reach = 200_000;

/** Asks the control server. What it answers is typed by whoever asks: the server is of the same make. */
export async function ask<T>(control: string, path: string): Promise<T> {
  return (await axios.get<T>(`${control}/${path}`, { adapter: 'fetch' })).data;
}
