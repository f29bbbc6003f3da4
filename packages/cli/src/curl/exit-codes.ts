import { isAxiosError } from 'axios';
import { isKeyringError, property } from '@axios-keyring/core';
import { CommandFailure, shownURL } from '../failure.js';

/** Those of curl’s exit codes that have a name here: https://everything.curl.dev/cmdline/exitcode.html */
export const exitCodes = {
  unsupportedProtocol: 1,
  malformedURL: 3,
  httpError: 22,
  write: 23,
  read: 26,
  timeout: 28,
  emptyReply: 52,
  receive: 56,
} as const;

// What may happen to a request on its way, by the codes of errors.
const troubles: readonly (readonly [exitCode: number, codes: RegExp, advice?: string])[] = [
  [6, /^(ENOTFOUND|EAI_\w+)$/, 'See whether the name of the host is written right.'],
  [
    7,
    /^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|EHOSTDOWN|ENETDOWN)$/,
    'See whether the server runs, and whether a proxy has to be named in HTTPS_PROXY.',
  ],
  [exitCodes.timeout, /^(ETIMEDOUT|ECONNABORTED)$/],
  [47, /^ERR_(FR_)?TOO_MANY_REDIRECTS$/, 'Leave out -L to see where the first one leads.'],
  [
    60,
    /^(CERT_|CRL_|(SELF_SIGNED|DEPTH_ZERO|UNABLE_TO)_|INVALID_(CA|PURPOSE)|(ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH)$)/,
    'A certificate of your own goes into NODE_EXTRA_CA_CERTS.',
  ],
  [35, /^(EPROTO|ERR_SSL_|ERR_TLS_)/],
  [8, /^HPE_/],
  [exitCodes.malformedURL, /^ERR_INVALID_URL$/],
];

/**
 * A request that got no answer, or half of one, as a failure with curl’s exit code. Errors of this project and those
 * that are a failure already stay what they are.
 */
export function transferFailure(error: unknown, url: URL): unknown {
  if (error instanceof CommandFailure || isKeyringError(error) || !(error instanceof Error)) return error;
  // Axios replaces some codes of Node with its own; Node’s says more.
  const cause = isAxiosError(error) ? property(error.cause, 'code') : undefined;
  const code = cause ?? property(error, 'code');
  // An error without a code is no trouble of the network.
  if (typeof code !== 'string') return error;
  const [exitCode, , next] = troubles.find(([, codes]) => codes.test(code)) ?? [
    brokenCode(code, error.message),
  ];
  const details = [error.message === '' ? code : `${error.message} (${code})`];
  return new CommandFailure(`${shownURL(url)} did not answer`, { details, next, exitCode, cause: error });
}

function brokenCode(code: string, message: string): number {
  if (!/^(ECONNRESET|EPIPE|ERR_STREAM_PREMATURE_CLOSE)$/.test(code)) return 1;
  return message.includes('hang up') ? exitCodes.emptyReply : exitCodes.receive;
}
