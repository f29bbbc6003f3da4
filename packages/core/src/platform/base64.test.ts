import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { fromBase64, toBase64 } from './base64.js';

const NodeBuffer = Buffer;

describe.each([
  ['with Buffer', true],
  ['without Buffer, as in a browser', false],
])('base64 %s', (_, hasBuffer) => {
  beforeEach(() => {
    if (!hasBuffer) Reflect.set(globalThis, 'Buffer', undefined);
  });
  afterEach(() => {
    Reflect.set(globalThis, 'Buffer', NodeBuffer);
  });

  // https://www.rfc-editor.org/rfc/rfc4648#section-10
  it.each([
    ['', ''],
    ['f', 'Zg=='],
    ['fo', 'Zm8='],
    ['foo', 'Zm9v'],
    ['foob', 'Zm9vYg=='],
    ['fooba', 'Zm9vYmE='],
    ['foobar', 'Zm9vYmFy'],
    ['ü€🙂', 'w7zigqzwn5mC'],
  ])('of %j is %j', (text, encoded) => {
    expect(toBase64(text)).toBe(encoded);
    expect(toBase64(new TextEncoder().encode(text))).toBe(encoded);
  });

  it('gives back the bytes that it was made of', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1 }), fc.nat(), (bytes, start) => {
        const view = bytes.subarray(start % bytes.length);
        const encoded = toBase64(view);
        expect(encoded).toBe(NodeBuffer.from(view).toString('base64'));
        expect(fromBase64(encoded)).toEqual(new Uint8Array(view));
      }),
    );
  });

  it.each([
    'Zg',
    'Zg=',
    'Zg===',
    '=Zg=',
    '====',
    'Z===',
    'Zm 9v',
    'Zm9v\n',
    'Zm-_',
    'Zm9v=',
    'Zm9vYg',
    'zürich==',
  ])('is not what %j is', (text) => {
    expect(fromBase64(text)).toBeUndefined();
  });
});
