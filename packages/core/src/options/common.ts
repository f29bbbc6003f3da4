import { type KeyringEventListener } from '../contract/event.js';
import {
  clientCertificate,
  type ClientCertificateFunction,
  type ClientCertificateInput,
} from './client-certificate.js';
import { custom, flag, text } from './builders.js';
import { type OptionSchema } from './option.js';

/** The options that every provider has. */
export type CommonOptions = Readonly<{
  dangerouslyAllowBrowser: OptionSchema<boolean, boolean>;
  baseURL: OptionSchema<string, string | undefined>;
  clientCertificate: OptionSchema<ClientCertificateInput, ClientCertificateFunction | undefined>;
  dangerouslyAllowPlainHttp: OptionSchema<boolean, boolean>;
  onEvent: OptionSchema<KeyringEventListener, KeyringEventListener | undefined>;
}>;

/**
 * Declares the options that every provider has.
 *
 * @param environmentPrefix - What the provider's environment variables start with, for example `TAXJAR`, if there are any.
 * @param secret - What nobody may read in a browser, for example `the API token`; `undefined` if all may be read there.
 */
export function commonOptions(
  environmentPrefix: string | undefined,
  secret: string | undefined,
): CommonOptions {
  const inBrowser =
    secret === undefined
      ? 'Has no effect here: these credentials may be used in a browser.'
      : `Works in a browser too, where every visitor can read ${secret}.`;
  return {
    dangerouslyAllowBrowser: flag({ description: inBrowser }),
    baseURL: text({
      env: environmentPrefix && `${environmentPrefix}_BASE_URL`,
      description: 'Replaces the vendor’s hosts, for a proxy or an emulator.',
      optional: true,
      // Checked where it is parsed, together with the vendor's own.
      check: () => undefined,
    }),
    clientCertificate: clientCertificate({
      optional: true,
      description:
        'Shown by connections to this API, on Node: certificate and key in PEM, or pkcs12; passphrase and ca if need be.',
    }),
    dangerouslyAllowPlainHttp: flag({
      description: 'Sends credentials over plain http to another machine than this one.',
    }),
    onEvent: custom({
      description:
        'Called with every event of this interceptor: authorized, refused, token-renewed and so on.',
      optional: true,
      expected: 'a function',
      is: (listener): listener is KeyringEventListener => typeof listener === 'function',
    }),
  };
}
