import { describe, expect, it } from '@jest/globals';
import { findText } from './find-text.js';

class Guarded {
  readonly #text = 'a needle';

  get text(): string {
    return this.#text;
  }
}

describe('findText', () => {
  const hidden = Object.defineProperty({}, 'hidden', { value: { deep: ['needle'] } });
  const circular: Record<string, unknown> = { text: 'xx needle xx' };
  circular.self = circular;

  it.each([
    ['a property', { a: { b: 'needle' } }, '.a.b'],
    ['a key', { needle: 1 }, '.needle(key)'],
    ['a non-enumerable property', hidden, '.hidden.deep.0'],
    ['a symbol', { [Symbol('s')]: 'needle' }, '[Symbol(s)]'],
    ['a map', new Map([['k', 'needle']]), '<k>'],
    ['a set', new Set(['needle']), '<member>'],
    ['headers', { h: new Headers({ 'x-a': 'needle' }) }, '.h<x-a>'],
    ['bytes', { b: Buffer.from('a needle') }, '.b'],
    ['an array buffer', new TextEncoder().encode('needle').buffer, ''],
    ['a cause', new Error('a', { cause: new Error('needle') }), '.cause.message'],
    ['a getter of a class', { g: new Guarded() }, '.g.text'],
    ['a circle', circular, '.text'],
  ])('finds a text in %s', (_what, root, path) => {
    expect(findText(root, 'needle')).toContain(path);
  });

  it('finds nothing where there is nothing', () => {
    expect(
      findText({ a: [1, null, undefined, 'hay'], f: () => 'needle' }, 'needle'.slice(0, 5) + '!'),
    ).toEqual([]);
  });
});
