import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { generateFiles, type Tree } from '@nx/devkit';
import { createTree } from '@nx/devkit/testing';
import ts from 'typescript';
import { newProvider } from './new-provider.js';
import generateProvider from './provider.js';
import { isTaken } from './taken-words.js';

let tree: Tree;

beforeEach(() => {
  tree = createTree();
  tree.write('packages/providers/taxjar/package.json', '{}');
  tree.write('packages/testing/src/server.ts', '');
  tree.write('packages/testing/src/conformance/subject.ts', '');
});

describe('what a provider is called', () => {
  it('follows from its name alone', () => {
    expect(newProvider(tree, { name: 'acme-billing' })).toEqual({
      name: 'acme-billing',
      exportName: 'acmeBilling',
      typeName: 'AcmeBilling',
      prefix: 'ACME_BILLING',
      title: 'Acme Billing',
      host: 'https://api.acme-billing.example',
      basePath: '',
    });
  });

  it('is what its vendor says, where that is given', () => {
    const settings = {
      name: 'acme2',
      title: 'Acme’s Söhne & Co-2.0',
      baseURL: 'https://api.acme.test:8443/v1/',
    };

    expect(newProvider(tree, settings)).toMatchObject({
      title: 'Acme’s Söhne & Co-2.0',
      host: 'https://api.acme.test:8443',
      basePath: '/v1',
    });
  });
});

it.each(['eBay', '3scale', 'Ünïcode & Söhne'])('a vendor may be called %s', (title) => {
  expect(newProvider(tree, { name: 'acme', title }).title).toBe(title);
});

describe('refused before anything is written', () => {
  it.each([
    ['Acme', 'lower case letters, digits and single hyphens'],
    ['acme_billing', 'cannot be the name of a provider'],
    ['acme--billing', 'cannot be the name of a provider'],
    ['-acme', 'cannot be the name of a provider'],
    ['2acme', 'begins with a letter'],
    ['@acme/billing', 'cannot be the name of a provider'],
    ['../acme', 'cannot be the name of a provider'],
    ['acme billing', 'cannot be the name of a provider'],
    ['', 'cannot be the name of a provider'],
    ['a'.repeat(41), 'up to 40 characters'],
    ['taxjar', 'packages/providers/taxjar is there already'],
    ['testing', 'packages/testing is there already'],
    ['server', 'Say more: server-api.'],
    ['conformance', 'means something else in the code'],
    ['delete', 'means something else in the code'],
    ['await', 'means something else in the code'],
    ['type', 'means something else in the code'],
    ['process', 'means something else in the code'],
    ['axios', 'means something else in the code'],
    ['index', 'means something else in the code'],
    ['test', 'Say more: test-api.'],
    ['spec', 'means something else in the code'],
    ['dist', 'means something else in the code'],
    ['coverage', 'means something else in the code'],
  ])('is the name "%s"', async (name, problem) => {
    await ensureRefused({ name }, problem);
  });

  it.each([
    'http://api.acme.test',
    'api.acme.test',
    'https://',
    'https://me@api.acme.test',
    'https://API.acme.test',
    'https://api.acme.test?a=b',
    'https://api.acme.test/#a',
    'https://api.acme.test/a b',
    'https://api.acme.test//v1',
    'https://api.acme.test/../v1',
    "https://api.acme.test/'",
    'https://*.acme.test',
    'https://{region}.acme.test',
    'https://api.acme.test.',
    'https://api..acme.test',
    'https://-api.acme.test',
    'https://10.0.0.1',
    'https://[::1]',
  ])('is the base URL "%s"', async (baseURL) => {
    await ensureRefused({ name: 'acme', baseURL }, `"${baseURL}" cannot be the base URL.`);
  });

  it.each([
    ['https://api.taxjar.com/v2', 'https://api.taxjar.com'],
    ['https://contoso.communication.azure.com', 'https://contoso.communication.azure.com'],
    ['https://a.asm.skype.com/v1', 'https://a.asm.skype.com'],
  ])('is the base URL "%s", whose host another provider has', async (baseURL, host) => {
    const path = 'packages/axios-keyring/src/config/routes/known-providers.ts';
    tree.write(path, readFileSync(join(__dirname, '..', '..', '..', path), 'utf8'));

    await ensureRefused({ name: 'acme', baseURL }, `a provider that is there has the host ${host}`);
  });

  it.each(['', "Acme's", 'Acme `x`', 'A | B', 'Acme\nBilling', 'Acme  Billing', 'Acme.', 'a'.repeat(41)])(
    'is the title "%s"',
    async (title) => {
      await ensureRefused({ name: 'acme', title }, `"${title}" cannot be the title.`);
    },
  );

  async function ensureRefused(
    settings: Parameters<typeof generateProvider>[1],
    problem: string,
  ): Promise<void> {
    const before = tree.listChanges();

    const refused = expect(generateProvider(tree, settings)).rejects;

    await refused.toThrow(problem);
    expect(tree.listChanges()).toEqual(before);
  }
});

it('no provider can be called as something that its own files declare', () => {
  const words = {
    ...newProvider(tree, { name: 'acme' }),
    coreVersion: '',
    testingVersion: '',
    axiosRange: '',
  };
  generateFiles(tree, join(__dirname, 'files'), 'made', words);

  const declared = tree
    .listChanges()
    .filter(({ path }) => path.startsWith('made/') && path.endsWith('.ts'))
    .flatMap(({ content }) => declaredIn(content?.toString() ?? ''));

  const lower = [...new Set(declared)].filter((word) => /^[a-z]/.test(word) && !/acme/i.test(word));
  expect(lower.length).toBeGreaterThan(20);
  expect(lower.filter((word) => !isTaken(word))).toEqual([]);
});

it('the schema asks for what the generator takes', () => {
  const schema: unknown = JSON.parse(readFileSync(join(__dirname, 'schema.json'), 'utf8'));

  expect(schema).toMatchObject({
    properties: { name: {}, baseURL: {}, title: {} },
    required: ['name'],
    additionalProperties: false,
  });
});

function declaredIn(source: string): readonly string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const isDeclaration =
      ts.isImportClause(node) ||
      ts.isImportSpecifier(node) ||
      ts.isVariableDeclaration(node) ||
      ts.isBindingElement(node) ||
      ts.isParameter(node) ||
      ts.isFunctionDeclaration(node);
    if (isDeclaration && node.name && ts.isIdentifier(node.name)) found.push(node.name.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('made.ts', source, ts.ScriptTarget.ES2022));
  return found;
}
