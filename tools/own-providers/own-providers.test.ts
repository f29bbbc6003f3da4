import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createOwnProject, type OwnProject } from './own-project.js';

let project: OwnProject;

beforeAll(async () => {
  const providers = ['@axios-keyring/taxjar', '@axios-keyring/azure-communication'];
  project = await createOwnProject([
    'axios-keyring',
    '@axios-keyring/core',
    '@axios-keyring/cli',
    ...providers,
  ]);
}, 180_000);
afterAll(() => project.remove());

const declaration =
  "{ name: 'billing', environmentPrefix: 'BILLING', options: {}, baseURLs: () => ['https://billing.example'], " +
  "authorize: () => () => ({ 'X-Key': 'billing' }) }";
const config = { routes: [{ provider: './billing.js' }] };
const print =
  "keyring.authorize({ url: 'https://billing.example/' }).then((headers) => console.log(JSON.stringify(headers)))";

const esm = {
  'package.json': { type: 'module' },
  'service.js': `import { loadKeyring } from 'axios-keyring';\nconst keyring = await loadKeyring();\n${print};`,
  'billing.js':
    "import { defineProvider } from '@axios-keyring/core';\nawait Promise.resolve();\n" +
    `export const billing = defineProvider(${declaration});`,
};
const commonJS = {
  'package.json': { type: 'commonjs' },
  'service.js': `require('axios-keyring').loadKeyring().then((keyring) => ${print});`,
  'billing.js': `exports.billing = require('@axios-keyring/core').defineProvider(${declaration});`,
};

describe('a provider of one’s own', () => {
  it.each([
    ['an ES module that awaits at its top level', esm],
    ['CommonJS', commonJS],
  ])('may be %s', async (name, files) => {
    const service = await project.service(`provider ${name}`, { ...files, 'keyring.config.json': config });

    expect(JSON.parse(await service.run('service.js'))).toEqual({ 'X-Key': 'billing' });
  });
});

describe('a provider that is not installed', () => {
  it.each([
    ['an ES module', esm],
    ['CommonJS', commonJS],
  ])('may be a path in a package: %s', async (name, files) => {
    const route = { provider: '@acme/keyring-billing/invoices', baseURL: 'https://billing.example' };
    const service = await project.service(`absent ${name}`, {
      ...files,
      'keyring.config.json': { routes: [route] },
    });

    await expect(service.run('service.js')).rejects.toThrow(/Run: npm install @acme\/keyring-billing\n/);
  });
});

describe('a config in TypeScript', () => {
  it.each([
    [
      'an ES module that awaits at its top level',
      esm,
      "const provider: string = await Promise.resolve('./billing.js');\n" +
        'export default { routes: import.meta.url ? [{ provider }] : [] };',
    ],
    [
      'CommonJS',
      commonJS,
      "const provider: string = './billing.js';\nmodule.exports = { routes: [{ provider }] };",
    ],
  ])('may be %s', async (name, files, text) => {
    const service = await project.service(`config ${name}`, { ...files, 'keyring.config.ts': text });

    expect(JSON.parse(await service.run('service.js'))).toEqual({ 'X-Key': 'billing' });
  });
});

describe('a provider in TypeScript', () => {
  it.each([
    [
      'an ES module',
      esm,
      "import { defineProvider } from '@axios-keyring/core';\n" +
        `const declaration: Parameters<typeof defineProvider>[0] = ${declaration};\n` +
        'export const billing = defineProvider(declaration);',
      "import { defineProvider } from '@axios-keyring/core';\n" +
        `export default { routes: [{ provider: defineProvider(${declaration}), name: 'billing' as string }] };`,
    ],
    [
      'CommonJS',
      commonJS,
      "const core: any = require('@axios-keyring/core');\n" +
        `exports.billing = core.defineProvider(${declaration});`,
      "const core: any = require('@axios-keyring/core');\n" +
        `module.exports = { routes: [{ provider: core.defineProvider(${declaration}) }] };`,
    ],
  ])('may be a file or stand in a config: %s', async (name, files, provider, config) => {
    const file = await project.service(`typed ${name}`, {
      ...files,
      'billing.ts': provider,
      'keyring.config.json': { routes: [{ provider: './billing.ts' }] },
    });
    const inside = await project.service(`inside ${name}`, { ...files, 'keyring.config.ts': config });

    expect(JSON.parse(await file.run('service.js'))).toEqual({ 'X-Key': 'billing' });
    expect(JSON.parse(await inside.run('service.js'))).toEqual({ 'X-Key': 'billing' });
  });
});

describe('axios-keyring schema', () => {
  it('knows the providers that are installed, also those that the config does not name', async () => {
    const service = await project.service('schema', { 'keyring.config.json': { routes: [] } });

    const schema = await service.run('../node_modules/@axios-keyring/cli/dist/esm/main.js', 'schema');

    for (const provider of ['taxjar', 'azure-communication', 'azure-communication#azureRecordings']) {
      expect(schema).toContain(`"${provider}"`);
    }
    expect(schema).not.toContain('"avanan"');
  });
});
