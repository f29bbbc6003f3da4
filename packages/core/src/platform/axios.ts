import axios, { type AxiosError as AxiosErrorOf } from 'axios';

// The one place that loads axios. In the CommonJS build each file that imported it by itself would look the package up
// and copy its exports once more: a dozen times, which was a fifth of what it takes to load this package.
//
// All is read from the default export, and nothing is made of it here: what a test puts in axios' place often has
// little more than `create`, and whatever imports this package has to load all the same.
export { axios };
export const Axios: typeof axios.Axios = axios.Axios;
export const AxiosError: typeof axios.AxiosError = axios.AxiosError;
export const AxiosHeaders: typeof axios.AxiosHeaders = axios.AxiosHeaders;
export const CanceledError: typeof axios.CanceledError = axios.CanceledError;
export const isAxiosError: typeof axios.isAxiosError = axios.isAxiosError;
export type AxiosError<T = unknown, D = unknown> = AxiosErrorOf<T, D>;
export type Axios = InstanceType<typeof Axios>;

/** Whether the installed axios is older than 1.`minor`; a mock is not. */
export function axiosIsBefore(minor: number): boolean {
  const [, installed] = /^1\.(\d+)\./.exec(axios.VERSION) ?? [];
  return Number(installed) < minor;
}
