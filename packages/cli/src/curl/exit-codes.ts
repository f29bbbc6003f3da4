import { isAxiosError } from 'axios';
import { isKeyringError, property } from '@axios-keyring/core';
import { shownURL } from '../config/coverage.js';
import { CommandFailure } from '../failure.js';

/** The exit codes of curl: https://everything.curl.dev/cmdline/exitcode.html */
export const exitCodes = {
  unsupportedProtocol: 1,
  malformedURL: 3,
  resolve: 6,
  connect: 7,
  weirdReply: 8,
  httpError: 22,
  write: 23,
  read: 26,
  timeout: 28,
  tls: 35,
  tooManyRedirects: 47,
  emptyReply: 52,
  receive: 56,
  certificate: 60,
} as const;

const codes: readonly (readonly [pattern: RegExp, exitCode: number])[] = [
  [/^(ENOTFOUND|EAI_\w+)$/, exitCodes.resolve],
  [/^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|EHOSTDOWN|ENETDOWN)$/, exitCodes.connect],
  [/^(ETIMEDOUT|ECONNABORTED)$/, exitCodes.timeout],
  [/^(ERR_FR_TOO_MANY_REDIRECTS|ERR_TOO_MANY_REDIRECTS)$/, exitCodes.tooManyRedirects],
  [/^(CERT_|CRL_|SELF_SIGNED_|DEPTH_ZERO_|UNABLE_TO_|INVALID_CA|INVALID_PURPOSE)/, exitCodes.certificate],
  [/^(ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH)$/, exitCodes.certificate],
  [/^(EPROTO|ERR_SSL_|ERR_TLS_)/, exitCodes.tls],
  [/^HPE_/, exitCodes.weirdReply],
  [/^ERR_INVALID_URL$/, exitCodes.malformedURL],
];

/** The exit code for a request that failed on its way, by the code of the error. */
export function exitCodeOf(code: string, message: string): number {
  const found = codes.find(([pattern]) => pattern.test(code));
  if (found) return found[1];
  if (!/^(ECONNRESET|EPIPE|ERR_STREAM_PREMATURE_CLOSE)$/.test(code)) return 1;
  return message.includes('hang up') ? exitCodes.emptyReply : exitCodes.receive;
}

const advice = new Map<number, string>([
  [exitCodes.resolve, 'See whether the name of the host is written right.'],
  [exitCodes.connect, 'See whether the server runs, and whether a proxy has to be named in HTTPS_PROXY.'],
  [exitCodes.certificate, 'A certificate of your own goes into NODE_EXTRA_CA_CERTS.'],
  [exitCodes.tooManyRedirects, 'Leave out -L to see where the first one leads.'],
]);

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
  const exitCode = exitCodeOf(code, error.message);
  const details = [error.message === '' ? code : `${error.message} (${code})`];
  const next = advice.get(exitCode);
  return new CommandFailure(`${shownURL(url)} did not answer`, { details, next, exitCode, cause: error });
}
