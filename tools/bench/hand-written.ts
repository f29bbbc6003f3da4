import { type InternalAxiosRequestConfig } from 'axios';
import { createHash, createHmac } from 'node:crypto';
import { type RequestInterceptor } from './requests.js';

/** An interceptor as anybody writes it for an API key. */
export function handWrittenHeader(token: string): RequestInterceptor {
  return (config) => {
    config.headers.set('Authorization', `Bearer ${token}`);
    return config;
  };
}

/**
 * An interceptor as a competent engineer writes it for Azure Communication Services: it does what our provider does,
 * for requests of one kind. It writes the JSON out once, as bytes, which axios then leaves alone, and knows that its
 * requests have no `params`.
 */
export function handWrittenHmac(accessKey: string): RequestInterceptor {
  const key = Buffer.from(accessKey, 'base64');
  return (config: InternalAxiosRequestConfig<unknown>) => {
    const body = Buffer.from(JSON.stringify(config.data));
    const { host, pathname, search } = new URL(config.url ?? '', config.baseURL);
    const date = new Date().toUTCString();
    const hash = createHash('sha256').update(body).digest('base64');
    const text = `${config.method?.toUpperCase() ?? 'GET'}\n${pathname}${search}\n${date};${host};${hash}`;
    const signature = createHmac('sha256', key).update(text).digest('base64');
    config.data = body;
    config.headers.set('Content-Type', 'application/json');
    config.headers.set('x-ms-date', date);
    config.headers.set('x-ms-content-sha256', hash);
    config.headers.set(
      'Authorization',
      `HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature=${signature}`,
    );
    return config;
  };
}
