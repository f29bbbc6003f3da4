import axios, { type AxiosInstance, type AxiosRequestConfig } from 'axios';
import { avalaraCommunications } from '@axios-keyring/avalara-communications';
import { avanan } from '@axios-keyring/avanan';
import { azureCommunication } from '@axios-keyring/azure-communication';
import { taxjar } from '@axios-keyring/taxjar';
import { type KeyringInterceptor } from 'axios-keyring';
import { findTexts } from '../../../packages/testing/src/find-text.js';
import { ensure } from './ensure.js';
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

  /** What a server has received, in order of arrival; no preflights. */
  received(server: 'avanan' | 'azure' | 'bystander'): Promise<readonly Received[]> {
    return ask(this.#control, `received/${server}`);
  }

  /** What the server that asks for certificates was shown since the last call. */
  visits(): Promise<readonly { readonly path: string; readonly client: string }[]> {
    return ask(this.#control, 'visits');
  }

  /** How many tokens Avanan has issued. */
  tokensIssued(): Promise<number> {
    return ask(this.#control, 'tokens-issued');
  }

  /** Has Avanan accept none of them any more. */
  async revokeTokens(): Promise<void> {
    await ask(this.#control, 'revoke-tokens');
  }

  /** TaxJar: a token in a header. */
  taxjar(apiToken = this.world.taxjar.apiToken): KeyringInterceptor {
    return taxjar({ ...this.#allowed, baseURL: this.world.taxjar.baseURL, apiToken });
  }

  /** Avalara: Basic. */
  avalara(): KeyringInterceptor {
    return avalaraCommunications({ ...this.#allowed, ...this.world.avalara });
  }

  /** Avanan: a signature, and a token that is fetched with another one. */
  avanan(): KeyringInterceptor {
    return avanan({ ...this.#allowed, ...this.world.avanan });
  }

  /** Avanan's other platform: a token that is fetched with a key. */
  portal(): KeyringInterceptor {
    return avanan({ ...this.#allowed, platform: 'infinity', ...this.world.portal });
  }

  /** Azure with an access key: a signature over the body. */
  azure(): KeyringInterceptor {
    const { endpoint, accessKey } = this.world.azure;
    return azureCommunication({ ...this.#allowed, endpoint, accessKey });
  }

  /** Azure with a user access token, which is made for pages. */
  azureUser(): KeyringInterceptor {
    const { endpoint, userToken } = this.world.azure;
    return azureCommunication({ endpoint, userToken });
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
    const { taxjar: tax, avalara: login, avanan: key, azure } = this.world;
    const requests = [...(await this.received('avanan')), ...(await this.received('azure'))];
    const sent = requests.flatMap(({ headers }) =>
      ['x-av-token', 'x-av-sig', 'authorization'].map((name) => headers[name] ?? ''),
    );
    const texts = [
      ...[tax.apiToken, login.password, encoded(`${login.username}:${login.password}`)],
      ...[key.secretKey, azure.accessKey, azure.userToken, ...sent, ...more],
    ];
    const places = findTexts(
      value,
      texts.filter((text) => text !== ''),
      reach,
    );
    ensure(places.length === 0, `A credential is left at ${places.slice(0, 5).join(' and ')}.`);
  }

  // What follows is the same code in a page, where only this lets it work.
  get #allowed(): { readonly dangerouslyAllowBrowser?: true } {
    return this.isPage ? { dangerouslyAllowBrowser: true } : {};
  }
}

/** The most values that are looked at: some runtimes reach half of themselves from a socket. */
const reach = 200_000;

/** Asks the control server. What it answers is typed by whoever asks: the server is of the same make. */
export async function ask<T>(control: string, path: string): Promise<T> {
  return (await axios.get<T>(`${control}/${path}`, { adapter: 'fetch' })).data;
}

function encoded(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
