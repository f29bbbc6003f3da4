import { type AxiosAdapter, type InternalAxiosRequestConfig } from 'axios';
import { axios } from '../platform/axios.js';
import { own } from '../platform/own.js';
import { isRealRequest } from './conceal-request.js';

/** Headers as axios keeps them. */
export type RequestHeaders = InstanceType<typeof axios.AxiosHeaders>;

/** A config as the adapter receives it. */
export type Config = InternalAxiosRequestConfig;

/** The adapter that a config asks for. */
export interface ResolvedAdapter {
  readonly adapter: AxiosAdapter;
  /** Whether the user gave a function: a mock, a cache, or something of their own. */
  readonly custom: boolean;
}

/** Finds the adapter as axios would, with the global default where a config has none. */
export function resolveAdapter(config: Config): ResolvedAdapter {
  const adapter = own(config, 'adapter') ?? axios.defaults.adapter;
  if (typeof adapter === 'function') return { adapter, custom: true };
  // The second argument carries `env.fetch` to the fetch adapter, from 1.12 on.
  return { adapter: axios.getAdapter(adapter, config), custom: false };
}

const mocks = new WeakSet<AxiosAdapter>();

/** Notes what a function of the user's answered: under the answer of a mock there is no request. */
export function noteAnswer({ adapter, custom }: ResolvedAdapter, request: unknown): void {
  if (custom && !isRealRequest(request)) mocks.add(adapter);
}

/** The function of the user's that a config has as its adapter, if it is known to be a mock. */
export function mockOf(config: Config): AxiosAdapter | undefined {
  const adapter = own(config, 'adapter') ?? axios.defaults.adapter;
  return typeof adapter === 'function' && mocks.has(adapter) ? adapter : undefined;
}

/** Whether a request goes out by fetch, which writes headers itself that Node's http module leaves to the user. */
export function usesFetch(config: Config): boolean {
  const { adapter, custom } = resolveAdapter(config);
  return !custom && adapter === fetchAdapter(config);
}

function fetchAdapter(config: Config): AxiosAdapter | undefined {
  try {
    return axios.getAdapter('fetch', config);
  } catch {
    return undefined;
  }
}
