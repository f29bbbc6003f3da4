import axios from 'axios';

/** One axios that the engine is tested with. */
export interface AxiosUnderTest {
  readonly version: string;
  /** The name under which this workspace has it. */
  readonly module: string;
  /** Whether `npm test` runs it too. */
  readonly always: boolean;
}

const workspaceVersion = axios.VERSION;

/** The oldest supported axios, those at which something that matters changed, and the newest. */
export const versions: readonly AxiosUnderTest[] = [
  ...['1.7.0', '1.7.9', '1.8.4', '1.12.2', '1.13.6', '1.15.2', '1.16.0', '1.18.1', '1.19.0', '1.20.0'].map(
    (version) => ({
      version,
      module: `axios-v${version}`,
      always: version === '1.7.0' || version === '1.13.6',
    }),
  ),
  // The newest is the workspace's own, with which all other tests run.
  { version: workspaceVersion, module: 'axios', always: false },
];

/** What an axios older than a version cannot do, and the tests therefore do not ask of it. */
export const limits: readonly { readonly before: string; readonly what: string }[] = [
  { before: '1.8.0', what: '`allowAbsoluteUrls: false` is unknown to axios' },
  { before: '1.17.0', what: 'fetch: axios refuses a URL with userinfo that no route covers' },
  { before: '1.20.0', what: 'a config that an interceptor froze is not sent' },
];
