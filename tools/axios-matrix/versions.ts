import axios from 'axios';

/** The oldest supported axios, those at which something that matters changed, and the newest, which this workspace has. */
export const versions: readonly string[] = [
  ...['1.7.0', '1.7.9', '1.8.4', '1.12.2', '1.13.6', '1.15.2', '1.16.0', '1.18.1', '1.19.0', '1.20.0'],
  axios.VERSION,
];

/** Those that `npm test` runs. */
export const always = ['1.7.0', '1.13.6'];

/** What an axios older than a version cannot do, and the tests therefore do not ask of it. */
export const limits: readonly { readonly before: string; readonly what: string }[] = [
  { before: '1.8.0', what: '`allowAbsoluteUrls: false` is unknown to axios' },
  { before: '1.17.0', what: 'fetch: axios refuses a URL with userinfo that no route covers' },
  { before: '1.20.0', what: 'a config that an interceptor froze is not sent' },
];
