import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { defineProvider } from '@axios-keyring/core';
import { createProject, removeProjects } from './fixtures/project.js';
import { inspectProject, problemsOf } from './fixtures/inspect-project.js';
import { moduleImporter } from './modules/import-module.js';
import { inspectKeyring, loadKeyring } from './load-keyring.js';
import { lineOf } from './findings.js';

afterEach(() => {
  removeProjects();
  jest.restoreAllMocks();
});

const quiet = { profile: 'none', onWarning: () => undefined };

describe('a provider of one’s own', () => {
  const core = JSON.stringify(require.resolve('@axios-keyring/core'));
  const provider = (name: string): string =>
    `exports.${name} = require(${core}).defineProvider({ name: '${name}', environmentPrefix: 'X', options: {}, ` +
    `baseURLs: () => ['https://${name.toLowerCase()}.example'], authorize: () => () => ({ headers: { 'X-Key': '${name}' } }) });\n`;
  const files = {
    'one.cjs': provider('billing'),
    'two.cjs': provider('billing') + provider('invoices'),
    'typed.ts': `const name: string = 'typed';\n${provider('typed')}`,
    'imports.cjs': 'throw Object.assign(new TypeError("canary"), { code: "ERR_UNKNOWN_FILE_EXTENSION" })',
    'wrong.ts': 'const name: = 1;',
    'none.cjs': 'exports.a = 1; exports.b = Object.assign(() => 1, { declaration: {} });',
    'throws.cjs': 'throw new RangeError("canary");',
    'missing.cjs': 'require("not-there");',
    'odd.cjs':
      'exports.odd = Object.assign(() => { throw new TypeError("canary") }, { declaration: { name: "odd", environmentPrefix: "X", options: {} } });',
    'nothing.cjs':
      'exports.odd = Object.assign(() => 7, { declaration: { name: "odd", environmentPrefix: "X", options: {} } });',
    'node_modules/@acme/keyring-billing/package.json': {
      name: '@acme/keyring-billing',
      version: '1.0.0',
      main: 'x.js',
    },
    'node_modules/@acme/keyring-billing/x.js': provider('keyringBilling') + provider('other'),
    'node_modules/@acme/broken/package.json': { name: '@acme/broken', version: '1.0.0', main: 'x.js' },
    'node_modules/@acme/broken/x.js': 'require("not-there-either");',
  };

  it.each([
    ['./one.cjs', 'https://billing.example'],
    ['./two.cjs#invoices', 'https://invoices.example'],
    ['@acme/keyring-billing', 'https://keyringbilling.example'],
    ['@acme/keyring-billing#other', 'https://other.example'],
  ])('%s is loaded', async (name, host) => {
    const { problems, routes } = await inspectProject({ routes: [{ provider: name }] }, {}, files);

    expect(problems.map(lineOf)).toEqual([]);
    expect(routes[0]).toMatchObject({ status: 'loaded', baseURLs: [host] });
  });

  it.each([
    [
      './two.cjs',
      './two.cjs exports several providers. It exports billing, invoices. Choose one: "./two.cjs#billing".',
    ],
    [
      './two.cjs#invoice',
      './two.cjs exports no provider "invoice". Did you mean "invoices"? It exports billing, invoices.',
    ],
    [
      './none.cjs',
      './none.cjs exports no provider. A provider is what defineProvider of @axios-keyring/core gives.',
    ],
    ['./none.cjs#a', './none.cjs exports no provider "a". It exports none.'],
    ['./throws.cjs', 'The provider’s file cannot be loaded (RangeError). Run it alone with node to see why.'],
    ['./wrong.ts', './wrong.ts: It is not TypeScript: in line 1, column 13 (TS1110).'],
    [
      './nowhere.ts',
      'There is no such file. The path starts from the folder of this config, and has its ending.',
    ],
    [
      './imports.cjs',
      'The provider’s file cannot be loaded (TypeError, ERR_UNKNOWN_FILE_EXTENSION). It imports a file that this Node does not read, as one in TypeScript: only the first is compiled. Use Node 22.18 or later.',
    ],
    [
      './nowhere.cjs',
      'There is no such file. The path starts from the folder of this config, and has its ending.',
    ],
    [
      './missing.cjs',
      expect.stringMatching(
        /^The provider’s file cannot be loaded \([\w ]+, MODULE_NOT_FOUND\)\. A file or a package that it imports is not there: run it alone with node to see which\.$/,
      ),
    ],
    [
      '@acme/broken',
      expect.stringMatching(
        /^@acme\/broken is installed, but cannot be loaded \([\w ]+, MODULE_NOT_FOUND\)\. A file or a package that it imports is not there: run it alone with node to see which\.$/,
      ),
    ],
    [
      '@acme/keyring-billing/nowhere',
      expect.stringMatching(
        /^@acme\/keyring-billing\/nowhere is installed, but cannot be loaded \([\w ]+, MODULE_NOT_FOUND\)\. A file or a package that it imports is not there: run it alone with node to see which\.$/,
      ),
    ],
    ['./odd.cjs', 'The provider failed (TypeError).'],
    ['./nothing.cjs', 'The provider failed (TypeError).'],
  ])('%s is a problem', async (name, message) => {
    const { problems } = await inspectProject({ routes: [{ provider: name }] }, {}, files);

    expect(problems.map((problem) => problem.message)).toEqual([message]);
  });

  it('in TypeScript is named with what to do where nothing can read it', async () => {
    jest.spyOn(moduleImporter, 'importPackage').mockResolvedValue(undefined);

    expect(await problemsOf({ routes: [{ provider: './typed.ts' }] }, {}, files)).toEqual([
      expect.stringMatching(
        /^keyring\.config\.json routes\[0\]\.provider: \.\/typed\.ts: This Node does not read TypeScript.* Use Node 22\.18 or later/,
      ),
    ]);
  });

  it('may be given by a config that is a program, and changed by its name', async () => {
    const { directory } = createProject({
      ...files,
      'base.cjs':
        'const { billing } = require("./one.cjs");\nmodule.exports = { routes: [{ provider: billing, baseURL: "https://a.example" }, { provider: billing }] };',
      'keyring.config.cjs':
        'module.exports = { extends: "./base.cjs", routes: [{ provider: "billing", options: { baseURL: "https://b.example" } }] };',
    });
    const { problems, routes } = await inspectKeyring({ directory, ...quiet });

    expect(problems).toEqual([]);
    expect(routes).toMatchObject([
      { provider: 'billing', package: 'billing', status: 'loaded', baseURLs: ['https://a.example'] },
      { provider: 'billing', status: 'loaded', baseURLs: ['https://b.example'] },
    ]);
  });

  it.each([
    ['() => 1', 'provider is a function, but not what defineProvider gave, which is not called here.'],
    [
      'require("./one.cjs").billing()',
      'provider is a function, but not what defineProvider gave, which is not called here.',
    ],
    ['7', 'provider is missing; found a number.'],
  ])('cannot be given as %s', async (text, problem) => {
    const config = `module.exports = { routes: [{ provider: ${text} }] };`;
    const { directory } = createProject({ ...files, 'keyring.config.cjs': config });
    const { problems } = await inspectKeyring({ directory, ...quiet });

    expect(problems.map(lineOf)).toEqual([
      `keyring.config.cjs routes[0].provider: ${problem} Name a provider, such as "taxjar", a package or a path beginning with "./".`,
    ]);
  });

  const own = (name: string, baseURLs: readonly string[]): ReturnType<typeof defineProvider> =>
    defineProvider({
      name,
      environmentPrefix: 'OWN',
      options: {},
      hosts: ['https://own.example'],
      baseURLs: () => baseURLs,
      authorize: () => () => ({ headers: { 'X-Key': name } }),
    });

  it('may be given by the application, and is named as it is declared', async () => {
    const providers = [own('billing', ['https://a.example']), own('@acme/ledger', ['https://b.example'])];
    const config = { routes: [{ provider: 'billing' }, { provider: '@acme/ledger' }] };
    const { problems, keyring } = await inspectProject(config, { providers });
    expect(problems).toEqual([]);
    await expect(keyring?.authorize({ url: 'https://b.example' })).resolves.toMatchObject({
      headers: { 'X-Key': '@acme/ledger' },
    });

    const some = await inspectProject(config, { providers, only: ['billing'] });
    expect(some.routes).toMatchObject([
      { status: 'loaded' },
      { status: 'left-out', package: '@acme/ledger', baseURLs: ['https://own.example'] },
    ]);

    expect((await problemsOf({ routes: [{ provider: 'biling' }] }, { providers })).join()).toContain(
      'There is no provider "biling". Did you mean "billing"? The providers are billing, @acme/ledger, ',
    );
  });

  it.each([
    [[() => 1], 'providers: providers has to be a list of providers, as defineProvider gives them'],
    [{}, 'providers: providers has to be a list of providers, as defineProvider gives them'],
    [
      [own('billing', []), own('@axios-keyring/billing', [])],
      'providers[1]: Another one of them has the name @axios-keyring/billing. Give each a name of its own.',
    ],
  ])('may not be given as %j', async (providers, message) => {
    const report: unknown = await Reflect.apply(inspectKeyring, undefined, [{ ...quiet, providers }]);

    expect(report).toMatchObject({ problems: [{ code: 'ERR_KEYRING_OPTION' }], keyring: undefined });
    await expect(Reflect.apply(loadKeyring, undefined, [{ ...quiet, providers }])).rejects.toThrow(message);
  });

  it('that has no base URL of its own serves that of its route or option, and says so if it has none', async () => {
    const providers = [own('billing', [])];
    for (const route of [
      { baseURL: 'https://b.example' },
      { options: { baseURL: 'https://b.example' } },
      { options: { baseURL: { env: 'B' } } },
    ]) {
      jest.replaceProperty(process, 'env', { B: 'https://b.example' });
      const config = { routes: [{ provider: 'billing', ...route }] };
      const { problems, keyring } = await inspectProject(config, { providers });
      expect(problems).toEqual([]);
      expect(keyring?.baseURLs).toEqual(['https://b.example']);
    }
    expect(await problemsOf({ routes: [{ provider: 'billing' }] }, { providers })).toEqual([
      'keyring.config.json routes[0].baseURL: baseURL is missing, and this provider has no base URL of its own. Set it as baseURL of the route or in OWN_BASE_URL.',
    ]);
  });
});
