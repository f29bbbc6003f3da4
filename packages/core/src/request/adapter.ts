import { type AxiosAdapter, type InternalAxiosRequestConfig } from 'axios';
import { axios } from '../axios.js';
import { own } from '../own.js';

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

/** The function that the user gave in place of axios' own adapters, `undefined` if there is none. */
export function customAdapter(config: Config): AxiosAdapter | undefined {
  const adapter = own(config, 'adapter') ?? axios.defaults.adapter;
  return typeof adapter === 'function' ? adapter : undefined;
}

/** Finds the adapter as axios would, with the global default where a config has none. */
export function resolveAdapter(config: Config): ResolvedAdapter {
  const adapter = own(config, 'adapter') ?? axios.defaults.adapter;
  if (typeof adapter === 'function') return { adapter, custom: true };
  // The second argument carries `env.fetch` to the fetch adapter, from 1.12 on.
  return { adapter: axios.getAdapter(adapter, config), custom: false };
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
