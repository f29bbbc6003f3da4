import { type AxiosInstance } from 'axios';

/** A body of which the JSON has a length, in bytes. */
export function jsonBody(length: number): { readonly text: string } {
  return { text: 'x'.repeat(length - '{"text":""}'.length) };
}

/** Sends one request after the other. */
export async function sendInTurn(send: () => Promise<unknown>, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) await send();
}

/** Has an interceptor on an instance, and gives that. */
export function intercepted(client: AxiosInstance, interceptor: RequestInterceptor): AxiosInstance {
  client.interceptors.request.use(interceptor);
  return client;
}

/** What `interceptors.request.use` takes. */
export type RequestInterceptor = NonNullable<Parameters<AxiosInstance['interceptors']['request']['use']>[0]>;
