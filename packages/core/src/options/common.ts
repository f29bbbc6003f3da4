import { flag } from './flag.js';
import { listener } from './listener.js';
import { optionalText } from './text.js';

/** The options that every provider has. */
export type CommonOptions = Readonly<{
  baseURL: ReturnType<typeof optionalText>;
  dangerouslyAllowPlainHttp: ReturnType<typeof flag>;
  onEvent: ReturnType<typeof listener>;
}>;

/**
 * Declares the options that every provider has.
 *
 * @param environmentPrefix - What the provider's environment variables start with, for example `TAXJAR`.
 */
export function commonOptions(environmentPrefix: string): CommonOptions {
  return {
    baseURL: optionalText({
      env: `${environmentPrefix}_BASE_URL`,
      description: 'Replaces the vendor’s hosts, for a proxy or an emulator.',
      // Checked where it is parsed, together with the vendor's own.
      check: () => undefined,
    }),
    dangerouslyAllowPlainHttp: flag({
      description: 'Sends credentials over plain http to another machine than this one.',
    }),
    onEvent: listener({
      description:
        'Called with every event of this interceptor: authorized, refused, token-renewed and so on.',
    }),
  };
}
