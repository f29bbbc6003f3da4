import { type AxiosInstance, type InternalAxiosRequestConfig } from 'axios';
import { createHash, createHmac } from 'node:crypto';

/** What `interceptors.request.use` takes. */
export type RequestInterceptor = NonNullable<Parameters<AxiosInstance['interceptors']['request']['use']>[0]>;

/**
 * An interceptor as a competent engineer writes it for Azure Communication Services: it does what our provider does,
 * for requests of one kind. It writes the JSON out once, as bytes, which axios then leaves alone, and knows that its
 * requests have no `params`.
 */
export function handWrittenHmac(accessKey: string): RequestInterceptor {
  const sign = plainSigner(accessKey);
  return (config: InternalAxiosRequestConfig<unknown>) => {
    const body = Buffer.from(JSON.stringify(config.data));
    const url = new URL(config.url ?? '', config.baseURL);
    config.data = body;
    config.headers.set('Content-Type', 'application/json');
    const signed = sign(config.method?.toUpperCase() ?? 'GET', url, body);
    config.headers.set('x-ms-date', signed['x-ms-date']);
    config.headers.set('x-ms-content-sha256', signed['x-ms-content-sha256']);
    config.headers.set('Authorization', signed.Authorization);
    return config;
  };
}

/** The headers of a signature. */
interface SignatureHeaders {
  readonly 'x-ms-date': string;
  readonly 'x-ms-content-sha256': string;
  readonly Authorization: string;
}

/** Signs as node:crypto does it, and does nothing else. */
export function plainSigner(
  accessKey: string,
): (method: string, url: URL, body: string | Buffer) => SignatureHeaders {
  const key = Buffer.from(accessKey, 'base64');
  return (method, { host, pathname, search }, body) => {
    const date = new Date().toUTCString();
    const hash = createHash('sha256').update(body).digest('base64');
    const text = `${method}\n${pathname}${search}\n${date};${host};${hash}`;
    const signature = createHmac('sha256', key).update(text).digest('base64');
    return {
      'x-ms-date': date,
      'x-ms-content-sha256': hash,
      Authorization: `HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature=${signature}`,
    };
  };
}
