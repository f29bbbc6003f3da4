import { describe, expect, it } from '@jest/globals';
import { exitCodeOf } from './exit-codes.js';

describe('the exit code', () => {
  // https://everything.curl.dev/cmdline/exitcode.html
  it.each([
    ['ENOTFOUND', 6],
    ['EAI_AGAIN', 6],
    ['ECONNREFUSED', 7],
    ['EHOSTUNREACH', 7],
    ['HPE_INVALID_CONSTANT', 8],
    ['ETIMEDOUT', 28],
    ['ECONNABORTED', 28],
    ['EPROTO', 35],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 35],
    ['ERR_FR_TOO_MANY_REDIRECTS', 47],
    ['ECONNRESET', 56],
    ['CERT_HAS_EXPIRED', 60],
    ['SELF_SIGNED_CERT_IN_CHAIN', 60],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 60],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 60],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 60],
    ['ERR_INVALID_URL', 3],
    ['SOMETHING_ELSE', 1],
  ])('of %s is %d', (code, exitCode) => {
    expect(exitCodeOf(code, 'a message')).toBe(exitCode);
  });

  it('tells a connection that gave nothing from one that broke', () => {
    expect(exitCodeOf('ECONNRESET', 'socket hang up')).toBe(52);
    expect(exitCodeOf('ECONNRESET', 'read ECONNRESET')).toBe(56);
  });
});
