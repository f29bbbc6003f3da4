import { beforeEach, describe, expect, it } from '@jest/globals';
import { type Tree } from '@nx/devkit';
import { createTree } from '@nx/devkit/testing';
import generateProvider from './provider.js';

let tree: Tree;

beforeEach(() => {
  tree = createTree();
  tree.write('packages/testing/package.json', '{}');
  tree.write('packages/providers/taxjar/package.json', '{}');
});

describe('refused before anything is written', () => {
  async function ensureRefused(
    settings: Parameters<typeof generateProvider>[1],
    problem: string,
  ): Promise<void> {
    const before = tree.listChanges();
    await expect(generateProvider(tree, settings)).rejects.toThrow(problem);
    expect(tree.listChanges()).toEqual(before);
  }

  it.each([
    ...[
      'Acme',
      'acme_billing',
      'acme--billing',
      '-acme',
      '2acme',
      '@acme/billing',
      '../acme',
      'acme billing',
      '',
    ].map((name) => [name, 'cannot be the name of a provider']),
    ['a'.repeat(41), 'up to 40 characters'],
    ['taxjar', 'packages/providers/taxjar is there already'],
    ['testing', 'packages/testing is there already'],
    ...[
      'delete',
      'await',
      'type',
      'process',
      'axios',
      'index',
      'spec',
      'dist',
      'interceptor',
      'refusal-hint',
    ].map((name) => [name, 'means something else in the code']),
    ['test', 'Say more: test-api.'],
  ])('is the name "%s"', async (name = '', problem = '') => {
    await ensureRefused({ name }, problem);
  });

  it.each([
    ...[
      'http://api.acme.test',
      'api.acme.test',
      'https://',
      'https://me@api.acme.test',
      'https://API.acme.test',
    ],
    ...[
      'https://api.acme.test?a=b',
      'https://api.acme.test/#a',
      'https://api.acme.test/a b',
      "https://api.acme.test/'",
    ],
    ...[
      'https://api.acme.test//v1',
      'https://api.acme.test/../v1',
      'https://*.acme.test',
      'https://{region}.acme.test',
    ],
    ...[
      'https://api.acme.test.',
      'https://api..acme.test',
      'https://-api.acme.test',
      'https://10.0.0.1',
      'https://[::1]',
    ],
  ])('is the base URL "%s"', async (baseURL) => {
    await ensureRefused({ name: 'acme', baseURL }, `"${baseURL}" cannot be the base URL.`);
  });

  it.each([
    ['https://api.taxjar.com/v2', 'https://api.taxjar.com'],
    ['https://contoso.communication.azure.com', 'https://contoso.communication.azure.com'],
    ['https://a.asm.skype.com/v1', 'https://a.asm.skype.com'],
  ])('is the base URL "%s", whose host another provider has', async (baseURL, host) => {
    await ensureRefused({ name: 'acme', baseURL }, `a provider that is there has the host ${host}`);
  });

  it.each(['', "Acme's", 'Acme `x`', 'A | B', 'Acme\nBilling', 'Acme  Billing', 'Acme.', 'a'.repeat(41)])(
    'is the title "%s"',
    async (title) => {
      await ensureRefused({ name: 'acme', title }, `"${title}" cannot be the title.`);
    },
  );
});
