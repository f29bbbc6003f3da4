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
