import { describe, expect, it } from '@jest/globals';
import { describeFailure } from './load-failure.js';

describe('what is told of a module that cannot be loaded', () => {
  it.each([
    [new TypeError('canary'), '(TypeError).'],
    [Object.assign(new Error('canary'), { code: 'ERR_X' }), '(Error, ERR_X).'],
    [Object.assign(new SyntaxError('x'), { stack: 'file:///a/b.mjs:3\ncanary\n' }), '(SyntaxError, line 3).'],
    ['canary', '(an error).'],
    [{ name: 'canary secret', code: 'canary secret' }, '(an error).'],
    [
      Object.assign(new Error('canary'), { code: 'ERR_REQUIRE_ESM' }),
      '(Error, ERR_REQUIRE_ESM). It is an ES module, which this Node cannot require. Use Node 20.19 or later, or import axios-keyring.',
    ],
    [
      Object.assign(new Error('canary'), { code: 'ERR_REQUIRE_ASYNC_MODULE' }),
      '(Error, ERR_REQUIRE_ASYNC_MODULE). It awaits at its top level, so it cannot be required. Remove the await, or import axios-keyring.',
    ],
  ])('%p', (error, told) => {
    expect(describeFailure(error)).toBe(told);
  });
});
