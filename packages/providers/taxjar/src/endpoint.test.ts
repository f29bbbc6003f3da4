import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { endpointsOf } from './endpoint.js';

function namesIn(path: string, basePath = ''): string[] {
  const origin = 'https://api.taxjar.com';
  return endpointsOf(new URL(origin + path), origin + basePath).map(({ name }) => name);
}

it.each([
  ['escapes of escapes', `%${'25'.repeat(100_000)}61`],
  ['escapes of which digits are escaped', `%${'%32%35'.repeat(50_000)}61`],
  ['line breaks and formats', `a${'.'.repeat(150_000)}%0Ab`],
  ['line breaks and parameters', `a${';'.repeat(150_000)}%0Ab`],
])('%s take no longer than the length of the URL', (_, name) => {
  const start = performance.now();

  namesIn(`/v2/${name}`);

  expect(performance.now() - start).toBeLessThan(1_000);
});

it('escapes of escapes stand for what is left when nothing more can be resolved', () => {
  const part = fc.constantFrom('%', '2', '5', '25', '%25', '74', '54', '%32', '%35', 'a');
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
      const { pathname } = new URL(`https://api.taxjar.com/${parts.join('')}`);
      let text = pathname;
      for (let before = ''; before !== text;) {
        before = text;
        text = text.replace(/%([0-7][\da-f])/i, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
      }
      const [name = ''] = text
        .slice(1)
        .toLowerCase()
        .split(/[./;\\]/);
      expect(namesIn(pathname)[0]).toBe(name.trim());
    }),
  );
});

describe('the endpoint of a URL', () => {
  it.each([
    '/v2/transactions/orders',
    '/v2/transactions',
    '/v2/transactions/',
    '/V2/Transactions/orders?x=y',
    '//v2///transactions//orders',
    '/v2/%74ransactions/orders',
    '/v2/%54RANSACTIONS',
    '/v2/%2574ransactions/orders',
    '/v2%2ftransactions%2forders',
    '/v2/./transactions/orders',
    '/v2/rates/../transactions/orders',
    '/v2/rates/..%2ftransactions/orders',
    '/v2/transactions/..%2frates/90404',
    '/v2/transactions;a=b/orders',
    '/v2/rates/..;/transactions',
    '/v2/transactions.json',
    '/v2/transactions%20/orders',
    '/transactions/orders',
    '/taxjar/v2/transactions/orders',
    '/v2/transactions/v2',
    '/%76%32/transactions',
  ])('is found in %s', (path) => {
    expect(namesIn(path)).toContain('transactions');
  });

  it.each([
    ['/taxjar/v2/customers/1', '/taxjar'],
    ['/taxjar/v2/customers/1', '/taxjar/v2'],
    ['/taxjar/customers/1', '/taxjar'],
    ['/TaxJar/customers/v2', '/taxjar'],
    ['/v2/customers/v2', '/v2'],
    ['/a/b/v2/customers', '/a'],
    ['/v2/taxjar/v2/customers', '/v2/taxjar'],
  ])('is found in %s behind a proxy at %s', (path, basePath) => {
    expect(namesIn(path, basePath)).toContain('customers');
  });

  it.each([
    '/v2/rates/90404',
    '/v2/rates/transactions',
    '/v2/taxes?path=/v2/transactions',
    '/v2/transactions-of-another-kind',
    '/v2/mycustomers',
    '/v2/nexus/regions',
    '/v2',
    '/',
    '/v2/rates/%zz%80%ff',
  ])('is neither transactions nor customers in %s', (path) => {
    expect(namesIn(path)).not.toEqual(expect.arrayContaining(['transactions']));
    expect(namesIn(path)).not.toEqual(expect.arrayContaining(['customers']));
  });

  it('is found however its letters are escaped and cased', () => {
    const letters = Array.from('/v2/customers/7', (letter) =>
      fc.constantFrom(
        letter,
        letter.toUpperCase(),
        `%${letter.charCodeAt(0).toString(16)}`,
        `%25${letter.charCodeAt(0).toString(16).toUpperCase()}`,
      ),
    );
    fc.assert(
      fc.property(fc.tuple(...letters), (written) => {
        expect(namesIn(`/${written.join('')}`)).toContain('customers');
      }),
    );
  });

  it('takes no longer for a path that is made to take long', () => {
    const started = performance.now();

    namesIn(`/${'%25'.repeat(5_000)}${'..%2f'.repeat(5_000)}`);

    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
