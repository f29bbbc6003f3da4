import { expect, it } from '@jest/globals';
import { transferFailure } from './exit-codes.js';

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
])('the exit code of %s is %d', (code, exitCode) => {
  const error = Object.assign(new Error(`read ${code}`), { code });

  expect(transferFailure(error, new URL('https://api.example.com'))).toMatchObject({ facts: { exitCode } });
});

it('a connection that gave nothing is told from one that broke', () => {
  const error = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });

  expect(transferFailure(error, new URL('https://api.example.com'))).toMatchObject({
    facts: { exitCode: 52 },
  });
});
