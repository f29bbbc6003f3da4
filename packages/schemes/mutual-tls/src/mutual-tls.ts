import { defineProvider, type OptionsOf } from '@axios-keyring/core';
import {
  anyAPI,
  challengeHint,
  clientCertificate,
  verifyByPath,
  verifyPath,
} from '@axios-keyring/core/engine';

/** What {@link mutualTls} takes. */
export type MutualTlsOptions = OptionsOf<typeof mutualTls>;

/**
 * Authenticates requests with a client certificate, which their connections show; nothing is added to the requests.
 *
 * Source: https://www.rfc-editor.org/rfc/rfc8446#section-4.4.2
 */
export const mutualTls = defineProvider({
  name: 'mutual-tls',
  ...anyAPI,
  options: {
    // Every provider has it; here it has to be there.
    clientCertificate: clientCertificate({
      description:
        'Shown by connections to this API, on Node: certificate and key in PEM, or pkcs12; passphrase and ca if need be.',
    }),
    verifyPath,
  },
  serverOnly: {
    secret: 'the private key',
    instead: 'Call the API from your server, or through a proxy that shows the certificate.',
  },
  authorize: () => () => ({}),
  explainRefusal: () => ({
    // nginx, to which many APIs owe their answer: https://nginx.org/en/docs/http/ngx_http_ssl_module.html#errors
    400: ({ body }) =>
      /No required SSL certificate/i.test(body)
        ? 'No certificate arrived, though one was shown: something between here and the API ends TLS, such as a proxy or a load balancer.'
        : /SSL certificate error/i.test(body)
          ? `The API does not accept the client certificate: ${unaccepted}`
          : undefined,
    401: (facts) =>
      challengeHint(facts, 'a client certificate') ??
      `The API does not take the client certificate for anybody that it knows: ${unaccepted}`,
    403:
      'The API saw the client certificate, and does not let its holder do this, or has another one on its list. See which subject, ' +
      'or which fingerprint, it was told.',
  }),
  verify: verifyByPath,
});

const unaccepted =
  'see whether it is of this host, is still valid, and comes with those between it and an issuer that the API knows.';
