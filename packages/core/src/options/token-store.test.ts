import { EventEmitter } from 'node:events';
import { expect, it, jest } from '@jest/globals';
import Keyv from 'keyv';
import { tokenStore } from './builders.js';

// The members by which versions 1 to 4 are told: https://github.com/jaredwray/keyv/blob/v4.5.4/packages/keyv/src/index.js
class Keyv4 extends EventEmitter {
  readonly get = jest.fn();
  readonly set = jest.fn();
  readonly delete = jest.fn();
  readonly _getKeyPrefix = jest.fn();
}

it('a Keyv instance of an old version is named, and one of version 5 taken', () => {
  const { check } = tokenStore();
  const keyv = new Keyv();

  expect(check(new Keyv4())).toEqual({
    problem: 'is a Keyv instance of version 4 or older. Run: npm install keyv@5.',
  });
  expect(check(keyv)).toEqual({ output: keyv });
});
