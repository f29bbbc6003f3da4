import { type AxiosAdapter, type AxiosResponse, type InternalAxiosRequestConfig } from 'axios';
import { uniqueText } from './identities.js';
import { realisticLength } from './sizes.js';

/** Both platforms of Avanan as an adapter that does nothing but answer. */
export interface SilentAPI {
  readonly adapter: AxiosAdapter;
  /** How many tokens it gave. */
  readonly exchanges: number;
  /** How many other requests it answered. */
  readonly requests: number;
  /** Refuses all tokens that it gave so far, once more requests come. */
  revokeTokens(): void;
}

/**
 * @param life - How long the portal's tokens are valid, in seconds.
 */
export function silentAPI(life = 3_600): SilentAPI {
  let exchanges = 0;
  let requests = 0;
  let revoked = '';
  let issued = '';
  const respond = (config: InternalAxiosRequestConfig): AxiosResponse => {
    if (config.url?.endsWith('/v1.0/auth')) {
      exchanges += 1;
      issued = `e30.e30.${uniqueText(realisticLength)}`;
      return answer(config, 200, issued);
    }
    if (config.url?.endsWith('/auth/external')) {
      exchanges += 1;
      issued = uniqueText(realisticLength);
      return answer(config, 200, JSON.stringify({ success: true, data: { token: issued, expiresIn: life } }));
    }
    requests += 1;
    const isRevoked = revoked !== '' && config.headers.get('Authorization') === `Bearer ${revoked}`;
    return answer(config, isRevoked ? 401 : 200, '');
  };
  return {
    adapter: (config) => Promise.resolve(respond(config)),
    get exchanges() {
      return exchanges;
    },
    get requests() {
      return requests;
    },
    revokeTokens() {
      revoked = issued;
    },
  };
}

function answer(config: InternalAxiosRequestConfig, status: number, data: string): AxiosResponse {
  return { data, status, statusText: '', headers: {}, config };
}
