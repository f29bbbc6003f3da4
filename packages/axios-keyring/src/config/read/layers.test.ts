import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { inspectProject, problemsOf } from '../fixtures/inspect-project.js';
import { removeProjects } from '../fixtures/project.js';
import { lineOf } from '../findings.js';

afterEach(() => {
  removeProjects();
  jest.restoreAllMocks();
});

const apiToken = 'a-token';
const taxjar = { provider: 'taxjar', options: { apiToken } };
const hostsOf = (report: Awaited<ReturnType<typeof inspectProject>>): unknown => [
  report.problems.map(lineOf),
  report.routes.flatMap(({ baseURLs }) => baseURLs),
];

describe('a profile', () => {
  const config = {
    unmatched: 'pass',
    routes: [{ provider: 'taxjar', options: { apiToken, environment: 'sandbox' } }],
    $production: { routes: [{ provider: 'taxjar', options: { environment: 'production' } }] },
    $proxy: {
      routes: [{ provider: '@axios-keyring/taxjar', baseURL: 'https://p.example', options: { apiToken } }],
    },
  };

  it.each([
    ['none', ['https://api.sandbox.taxjar.com']],
    ['production', ['https://api.taxjar.com']],
    ['proxy', ['https://api.sandbox.taxjar.com', 'https://p.example']],
  ])('%s changes options and adds routes', async (profile, hosts) => {
    expect(hostsOf(await inspectProject(config, { profile }))).toEqual([[], hosts]);
  });

  it('is that of KEYRING_ENV, then of NODE_ENV', async () => {
    jest.replaceProperty(process, 'env', { NODE_ENV: 'production' });
    expect((await inspectProject(config, { profile: undefined })).profile).toBe('production');
    jest.replaceProperty(process, 'env', { NODE_ENV: 'test', KEYRING_ENV: 'proxy' });
    const report = await inspectProject(config, { profile: undefined });
    expect(report.profile).toBe('proxy');
    expect(report.routes).toHaveLength(2);
  });

  it('that is there under a similar name only is warned of', async () => {
    const { warnings } = await inspectProject(config, { profile: 'prodution' });

    expect(warnings.map(lineOf)).toContain(
      'profile: There is no profile of the environment’s name, but a similar one: $production. Did you mean "production"?',
    );
  });

  it('tells two routes of one provider apart by name', async () => {
    const options = { applicationId: 'a', secretKey: 's' };
    const regions = (name?: string): object => ({
      routes: [
        { provider: 'avanan', name: 'europe', options: { ...options, region: 'eu' } },
        { provider: 'avanan', options: { ...options, region: 'us' } },
      ],
      $moved: { routes: [{ provider: 'avanan', ...(name && { name }), options: { region: 'ca' } }] },
    });

    const { problems, routes } = await inspectProject(regions('europe'), { profile: 'moved' });
    expect(problems).toEqual([]);
    expect(routes[0]?.baseURLs).toEqual(['https://smart-api-production-1-ca.avanan.net/v1.0']);
    expect((await problemsOf(regions(), { profile: 'moved' }))[0]).toBe(
      'keyring.config.json $moved.routes[0]: It changes a route of the same provider and base URL, and there are several: routes[0] and routes[1]. Give each a "name", and this one the name of the one that is meant.',
    );
  });

  it('cannot give a name to another provider, nor change one route twice', async () => {
    const base = { routes: [{ ...taxjar, name: 'tax' }] };
    const other = { ...base, $x: { routes: [{ provider: 'avanan', name: 'tax' }] } };
    const twice = { routes: [taxjar], $x: { routes: [taxjar, taxjar] } };

    expect(await problemsOf(other, { profile: 'x' })).toEqual([
      'keyring.config.json $x.routes[0].provider: routes[0] of keyring.config.json has the same name and another provider. Give it another name.',
    ]);
    expect(await problemsOf(twice, { profile: 'x' })).toEqual([
      'keyring.config.json $x.routes[1]: Another route beside it changes routes[0] of keyring.config.json already. Give each a "name" in both places.',
    ]);
  });
});

describe('extends', () => {
  const shared = {
    unmatched: 'refuse',
    routes: [{ provider: 'taxjar', options: { apiToken, environment: 'sandbox' } }],
    $production: { routes: [{ provider: 'taxjar', options: { environment: 'production' } }] },
  };
  const manifest = { name: '@acme/keyring-config', version: '1.0.0' };

  it.each([
    ['a file', './shared/base.json', { 'shared/base.json': shared }],
    ['a folder', './shared', { 'shared/keyring.config.json': shared }],
    [
      'a package with a main file in JSON',
      '@acme/keyring-config',
      {
        'node_modules/@acme/keyring-config/package.json': { ...manifest, main: 'x.json' },
        'node_modules/@acme/keyring-config/x.json': shared,
      },
    ],
    [
      'a package for import only',
      '@acme/keyring-config',
      {
        'node_modules/@acme/keyring-config/package.json': {
          ...manifest,
          exports: { '.': { types: './x.d.ts', import: { default: './x.cjs' } } },
        },
        'node_modules/@acme/keyring-config/x.cjs': `module.exports = ${JSON.stringify(shared)}`,
      },
    ],
    [
      'a package with a keyring.config file',
      '@acme/keyring-config',
      {
        'node_modules/@acme/keyring-config/package.json': manifest,
        'node_modules/@acme/keyring-config/keyring.config.json': shared,
      },
    ],
    [
      'a file of a package',
      '@acme/keyring-config/x.json',
      {
        'node_modules/@acme/keyring-config/package.json': manifest,
        'node_modules/@acme/keyring-config/x.json': shared,
      },
    ],
  ])('takes %s, with its profiles', async (_, name, files) => {
    const report = await inspectProject({ extends: name }, { profile: 'production' }, files);

    expect(hostsOf(report)).toEqual([[], ['https://api.taxjar.com']]);
    expect(report.files).toHaveLength(2);
    expect(report.files.at(-1)).toBe('keyring.config.json');
  });

  it('puts one file over the other, and the config over all', async () => {
    const { problems, routes, files } = await inspectProject(
      {
        extends: ['./a.json', './b.json'],
        routes: [{ provider: 'taxjar', options: { scheme: 'nonsense' } }],
      },
      {},
      {
        'a.json': shared,
        'b.json': {
          extends: './c.json',
          routes: [{ provider: 'taxjar', options: { environment: 'nonsense' } }],
        },
        'c.json': { routes: [] },
      },
    );

    expect(files).toEqual(['a.json', 'c.json', 'b.json', 'keyring.config.json']);
    expect(problems.map(({ file, path }) => [file, path])).toEqual([
      ['b.json', 'routes[0].options.environment'],
      ['keyring.config.json', 'routes[0].options.scheme'],
    ]);
    expect(routes).toHaveLength(1);
  });

  it.each([
    ['https://config.example/keyring.json', /^keyring\.config\.json extends: extends never takes a URL: /],
    ['data:application/json,{}', /extends never takes a URL/],
    ['file:///etc/keyring.json', /extends never takes a URL/],
    ['//config.example/x', /extends never takes a URL/],
    [
      '@acme/not-there',
      /extends names a package that is not installed\. Run: npm install @acme\/not-there\.$/,
    ],
    ['other.json', /that is not installed\. .* For the file of that name write "\.\/…"\.$/],
    ['!', /extends names neither a file, as "\.\/shared\.json", nor a package/],
    [
      '~/x.json',
      /extends: extends does not know ~, which only a shell puts in the place of a folder\. Write/,
    ],
    ['./nowhere.json', /There is no such file\. The path starts from the folder of this config\.$/],
    ['./empty', /That folder has no keyring\.config file\.$/],
    ['bare', /The package is installed, but has neither a main file nor a keyring\.config file\./],
    [7, /extends has to be a file or a package; found a number\.$/],
    [
      './other.json',
      /^other\.json extends: The files extend each other in a circle: keyring\.config\.json → other\.json → keyring\.config\.json\. Remove one\.$/,
    ],
    [
      './broken.json',
      /^broken\.json: It is not JSON: in line 1, column 1, a value, or a key in double quotation marks, is expected here\.$/,
    ],
  ])('refuses %j', async (name, message) => {
    const problems = await problemsOf(
      { extends: name },
      {},
      {
        'other.json': { extends: './keyring.config.json' },
        'broken.json': 'canary',
        'empty/x.txt': '',
        'node_modules/bare/package.json': { name: 'bare', version: '1.0.0' },
      },
    );

    expect(problems).toEqual([expect.stringMatching(message)]);
  });

  it('ends where files multiply', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 12 }, (_, index) => [
        `${index}.json`,
        { extends: index === 11 ? [] : [`./${index + 1}.json`, `./${index + 1}.json`] },
      ]),
    );

    expect((await problemsOf({ extends: './0.json' }, {}, files)).join()).toContain(
      'More than 100 files are extended, one by the other. Extend fewer.',
    );
  });
});
