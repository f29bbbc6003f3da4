import { describe, expect, it } from '@jest/globals';
import { AxiosHeaders } from 'axios';
import fc from 'fast-check';
import { address, beforePath, finalURL, isEvidentOrigin } from './locate.js';

function parsedOrigin(text: string): string | undefined {
  return URL.canParse(text) ? new URL(text).origin : undefined;
}

function evidentOrigin(text: string): string | undefined {
  const origin = beforePath(text);
  return isEvidentOrigin(origin) ? origin : undefined;
}

describe('an origin that needs no parser', () => {
  it.each([
    ['https://api.example.com', 'https://api.example.com'],
    ['https://api.example.com/v2?a=https://other.example#b', 'https://api.example.com'],
    ['http://localhost/', 'http://localhost'],
    ['https://a-b.c3.example/?x', 'https://a-b.c3.example'],
  ])('is told of %s', (text, origin) => {
    expect(evidentOrigin(text)).toBe(origin);
  });

  it.each([
    ['/relative', '//host.example/', 'ftp://host.example/', 'HTTPS://host.example/', 'https:/host.example/'],
    [
      'https://Host.example/',
      'https://host.example:443/',
      'https://me@host.example/',
      'https://host.example\\@x',
    ],
    [
      'https://127.0.0.1/',
      'https://0x7f.1/',
      'https://1.2.3.0x4/',
      'https://[::1]/',
      'https://host.example./',
    ],
    [' https://host.example/', 'https://ho\tst.example/', 'https://host.example\n', 'https://xn--a.example/'],
    ['https://host.example?x', 'https://host.example#x', 'https:///host.example', 'http:///host.example/'],
    ['https://höst.example/', 'https://ho%73t.example/', 'https://host_x.example/', 'https://'],
  ])('is not guessed of %s, %s, %s, %s, %s', (...texts) => {
    for (const text of texts) if (text) expect(evidentOrigin(text)).toBeUndefined();
  });

  it('is what the parser says, whatever the address', () => {
    const characters = ['https://', ...Array.from('ab1.-_@:?#\\%x[]0é\t\n Z')];
    const character = fc.constantFrom(...characters);
    const address = fc.oneof(
      fc.string({ unit: character, maxLength: 30 }).map((rest) => `https://${rest}`),
      fc.webUrl({ withQueryParameters: true, withFragments: true }),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(address, (text) => {
        const origin = evidentOrigin(text);
        if (origin !== undefined) expect(parsedOrigin(text)).toBe(origin);
      }),
      { numRuns: 10_000 },
    );
  });
});

it('an address of many slashes takes no longer than its length', () => {
  const slashes = '/'.repeat(200_000);
  const [baseURL, url] = [`https://api.example.com${slashes}a/`, `${slashes}b`];
  const start = performance.now();

  expect(address({ headers: new AxiosHeaders(), baseURL, url: 'b' }).text).toBe(`${baseURL}b`);
  expect(address({ headers: new AxiosHeaders(), baseURL, url, allowAbsoluteUrls: false }).text).toBe(
    `${baseURL}b`,
  );

  // In steps that grow with the square, it took half a minute.
  expect(performance.now() - start).toBeLessThan(2_000);
});

describe('the final URL', () => {
  it.each([
    ['https://api.example.com/v2', 'https://api.example.com/v2'],
    ['https://api.example.com/v2?', 'https://api.example.com/v2'],
    ['https://api.example.com/v2#', 'https://api.example.com/v2'],
    ['https://api.example.com/v2?#', 'https://api.example.com/v2'],
    ['https://me:secret@api.example.com/v2?a=?', 'https://api.example.com/v2?a=?'],
    ['https://api.example.com/v2?a=1#b', 'https://api.example.com/v2?a=1'],
  ])('of %s is what reaches the wire', (text, final) => {
    const config = { headers: new AxiosHeaders() };
    expect(finalURL(config, new URL(text), config).href).toBe(final);
  });
});
