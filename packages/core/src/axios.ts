// The one place that loads axios. In the CommonJS build each file that imported it by itself would look the package up
// and copy its exports once more: a dozen times, which was a fifth of what it takes to load this package.
export { Axios, AxiosError, AxiosHeaders, CanceledError, default as axios, isAxiosError } from 'axios';
