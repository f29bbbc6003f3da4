import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { workspace } from '../packed/packages.js';
import { runProgram } from '../packed/run-program.js';
import { copySite } from '../packed/site.js';

let root: string;

beforeAll(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), 'axios-keyring-own-providers-'));
  const modules = path.join(workspace, 'node_modules');
  // A config in TypeScript may need a compiler.
  const others = { axios: path.join(modules, 'axios'), typescript: path.join(modules, 'typescript') };
  await copySite(root, others, ['@axios-keyring/avanan']);
});
afterAll(() => rm(root, { recursive: true }));

type Files = Readonly<Record<string, unknown>>;

let services = 0;

/** Runs Node in a folder with these files, and gives what it printed; a text is as it is, anything else as JSON. */
async function run(files: Files, ...programArguments: readonly string[]): Promise<string> {
  services += 1;
  const directory = path.join(root, `service ${services}`);
  // The search for a config ends here.
  await mkdir(path.join(directory, '.git'), { recursive: true });
  for (const [file, content] of Object.entries(files)) {
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    await writeFile(path.join(directory, file), text);
  }
  return runProgram(process.execPath, programArguments, { directory });
}

const declaration =
  "{ name: 'billing', environmentPrefix: 'BILLING', options: {}, baseURLs: () => ['https://billing.example'], " +
  "authorize: () => () => ({ headers: { 'X-Key': 'billing' } }) }";
const print =
  "keyring.authorize({ url: 'https://billing.example/' }).then(({ headers }) => console.log(JSON.stringify(headers)))";
const routes = (provider: string): object => ({ routes: [{ provider }] });

describe.each([
  {
    kind: 'an ES module',
    service: {
      'package.json': { type: 'module' },
      'service.js': `import { loadKeyring } from 'axios-keyring';\nconst keyring = await loadKeyring();\n${print};`,
    },
    // It waits at its top level.
    billing:
      "import { defineProvider } from '@axios-keyring/core';\nawait Promise.resolve();\n" +
      `export const billing = defineProvider(${declaration});`,
    typedBilling:
      "import { defineProvider } from '@axios-keyring/core';\n" +
      `const declaration: Parameters<typeof defineProvider>[0] = ${declaration};\n` +
      'export const billing = defineProvider(declaration);',
    typedConfig:
      "const provider: string = await Promise.resolve('./billing.js');\n" +
      'export default { routes: import.meta.url ? [{ provider }] : [] };',
    wholeConfig:
      "import { defineProvider } from '@axios-keyring/core';\n" +
      `export default { routes: [{ provider: defineProvider(${declaration}), name: 'billing' as string }] };`,
  },
  {
    kind: 'CommonJS',
    service: {
      'package.json': { type: 'commonjs' },
      'service.js': `require('axios-keyring').loadKeyring().then((keyring) => ${print});`,
    },
    billing: `exports.billing = require('@axios-keyring/core').defineProvider(${declaration});`,
    typedBilling:
      "const core: any = require('@axios-keyring/core');\n" +
      `exports.billing = core.defineProvider(${declaration});`,
    typedConfig: "const provider: string = './billing.js';\nmodule.exports = { routes: [{ provider }] };",
    wholeConfig:
      "const core: any = require('@axios-keyring/core');\n" +
      `module.exports = { routes: [{ provider: core.defineProvider(${declaration}) }] };`,
  },
])('in $kind', ({ service, billing, typedBilling, typedConfig, wholeConfig }) => {
  it.each<[what: string, files: Files]>([
    ['a provider', { 'billing.js': billing, 'keyring.config.json': routes('./billing.js') }],
    [
      'a provider in TypeScript',
      { 'billing.ts': typedBilling, 'keyring.config.json': routes('./billing.ts') },
    ],
    ['a config in TypeScript', { 'billing.js': billing, 'keyring.config.ts': typedConfig }],
    ['a config in TypeScript with a provider in it', { 'keyring.config.ts': wholeConfig }],
  ])('%s of one’s own is loaded', async (_, files) => {
    expect(JSON.parse(await run({ ...service, ...files }, 'service.js'))).toEqual({ 'X-Key': 'billing' });
  });

  it('a provider that is not installed may be a path in a package', async () => {
    const route = { provider: '@acme/keyring-billing/invoices', baseURL: 'https://billing.example' };
    const files = { ...service, 'keyring.config.json': { routes: [route] } };

    await expect(run(files, 'service.js')).rejects.toThrow(/Run: npm install @acme\/keyring-billing\n/);
  });
});

it('axios-keyring schema knows the providers that are installed, also those that the config does not name', async () => {
  const program = '../node_modules/@axios-keyring/cli/dist/esm/main.js';

  const schema = await run({ 'keyring.config.json': { routes: [] } }, program, 'schema');

  for (const provider of ['taxjar', 'azure-communication', 'azure-communication#azureRecordings']) {
    expect(schema).toContain(`"${provider}"`);
  }
  expect(schema).not.toContain('"avanan"');
});
