import axios, { type AxiosInstance, type AxiosRequestConfig } from 'axios';
import { avalaraCommunications } from '@axios-keyring/avalara-communications';
import { avanan } from '@axios-keyring/avanan';
import { azureCommunication } from '@axios-keyring/azure-communication';
import { taxjar } from '@axios-keyring/taxjar';
import { type KeyringInterceptor } from 'axios-keyring';
import { type Control } from './control.js';
import { findText } from './find-text.js';
import { type World } from './world.js';

/** What a check is given. */
export class Stage {
  readonly world: World;
  readonly control: Control;
  /** Whether this is a page, whose visitors can read everything. */
  readonly isPage = isObject(Reflect.get(globalThis, 'document'));

  constructor(world: World, control: Control) {
    this.world = world;
    this.control = control;
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

  /** Where a credential is in what a program can reach from a response or an error. */
  async credentialsIn(value: unknown): Promise<readonly string[]> {
    const { taxjar: tax, avalara: login, avanan: key, azure } = this.world;
    const requests = await Promise.all(
      (['avanan', 'azure'] as const).map((server) => this.control.received(server)),
    );
    const sent = requests
      .flat()
      .flatMap(({ headers }) => [headers['x-av-token'], headers['x-av-sig'], headers.authorization]);
    const texts = [
      ...[tax.apiToken, login.password, encoded(`${login.username}:${login.password}`)],
      ...[key.secretKey, azure.accessKey, azure.userToken],
      ...sent.flatMap((text) => (text === undefined || text === '' ? [] : [text])),
    ];
    return findText(value, texts);
  }

  // What follows is the same code in a page, where only this lets it work.
  get #allowed(): { readonly dangerouslyAllowBrowser?: true } {
    return this.isPage ? { dangerouslyAllowBrowser: true } : {};
  }
}

function encoded(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
