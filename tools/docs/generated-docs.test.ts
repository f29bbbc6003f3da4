import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

const workspace = join(__dirname, '..', '..');

// In a process of its own, because Prettier is an ES module.
function docs(...options: readonly string[]): { readonly status: number | null; readonly stderr: string } {
  const program = ['--conditions=@axios-keyring/source', 'tools/run.cjs', 'tools/docs/main.ts', ...options];
  const { status, stderr } = spawnSync(process.execPath, program, { cwd: workspace, encoding: 'utf8' });
  return { status, stderr };
}

it('the tables of the READMEs are current; else run npm run docs', () => {
  expect(docs('--check')).toEqual({ status: 0, stderr: '' });
});

describe('in a workspace with a new provider', () => {
  let folder: string;

  function write(path: string, text: string): void {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }

  const read = (path: string): string => readFileSync(join(folder, path), 'utf8');

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'axios-keyring-docs-'));
    symlinkSync(join(workspace, 'node_modules'), join(folder, 'node_modules'));
    cpSync(join(workspace, '.prettierrc.json'), join(folder, '.prettierrc.json'));
    const schemes = '<!-- schemes --><!-- /schemes -->';
    write('README.md', `# A workspace\n\n<!-- providers -->\n<!-- /providers -->\n\n${schemes}\n`);
    write('packages/axios-keyring/README.md', `<!-- providers --><!-- /providers -->\n\n${schemes}\n`);
    write('packages/core/README.md', '<!-- error-codes -->\n<!-- /error-codes -->\n');
    write(
      'packages/providers/some-vendor/package.json',
      JSON.stringify({
        name: '@axios-keyring/some-vendor',
        description: 'For the API of Some Vendor.',
        keyring: { setups: [{ title: 'Some Vendor' }] },
        dependencies: { '@axios-keyring/core': '0.0.0' },
      }),
    );
    write(
      'packages/providers/some-vendor/src/index.ts',
      `import { choice, defineProvider, integer, secret, text } from '@axios-keyring/core';
const common = {
  environmentPrefix: 'SOME_VENDOR',
  baseURLs: () => ['https://some-vendor.example'],
  authorize: () => () => ({}),
};
export const anotherOne = defineProvider({ ...common, name: 'another', options: {} });
export const someVendor = defineProvider({
  ...common,
  name: 'some-vendor',
  options: {
    apiToken: secret({ env: 'SOME_VENDOR_API_TOKEN', description: 'A | B.' }),
    region: choice(['us', 'eu'], { description: 'Where.', default: 'eu' }),
    account: text({ description: 'Whose.' }),
  },
  oneOf: [['apiToken'], ['apiToken', 'account']],
  requestOptions: { profile: integer({ optional: true, description: 'Which profile.' }) },
});
`,
    );
    write(
      'packages/providers/some-vendor/README.md',
      [
        '# Some Vendor',
        '<!-- options -->\nan old table\n<!-- /options -->',
        '<!-- request-options -->\n<!-- /request-options -->',
        '<!-- options anotherOne -->\n<!-- /options anotherOne -->',
        'The end.\n',
      ].join('\n\n'),
    );
  });

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('each README that is not current is named, with the command; lists of providers at a release', () => {
    const { status, stderr } = docs('--check', folder);

    expect(status).toBe(1);
    const ours = ['packages/core/', 'packages/providers/some-vendor/'].map(
      (place) => `${place}README.md is not what the code declares. Run npm run docs.`,
    );
    const lists = ['', 'packages/axios-keyring/'].map(
      (place) => `${place}README.md is not what the code declares. Run npm run docs -- --release.`,
    );
    expect(stderr.trim().split('\n')).toEqual(ours);
    expect(docs('--check', '--release', folder).stderr.trim().split('\n')).toEqual([...lists, ...ours]);
    expect(read('packages/providers/some-vendor/README.md')).toContain('an old table');
  });

  it('all tables have it, and stay as they are the second time', () => {
    expect(docs('--release', folder)).toEqual({ status: 0, stderr: '' });

    expect(read('README.md')).toMatch(
      /^\| \[`@axios-keyring\/some-vendor`\]\(packages\/providers\/some-vendor\/README\.md\) +\| For the API of Some Vendor\. +\| `SOME_VENDOR_API_TOKEN` +\|$/m,
    );
    expect(read('packages/axios-keyring/README.md')).toContain('(../providers/some-vendor/README.md)');
    const readme = read('packages/providers/some-vendor/README.md');
    expect(readme).not.toContain('an old table');
    expect(readme).toContain('Give one of: `apiToken`; `apiToken` and `account`.');
    expect(readme).toMatch(/^\| `apiToken` +\| `SOME_VENDOR_API_TOKEN` +\| required +\| A \\\| B\. +\|$/m);
    expect(readme).toMatch(/^\| `region` +\| none +\| `eu` +\| Where\. Allowed: `us`, `eu`\. +\|$/m);
    expect(readme).toMatch(/^\| `account` +\| none +\| none +\| Whose\. +\|$/m);
    expect(readme).toMatch(/^\| `profile` +\| Which profile\. +\|$/m);
    expect(readme).toMatch(/<!-- options anotherOne -->\s+\| Option [^]*`baseURL`/);
    expect(readme).toMatch(/The end\.\n$/);
    expect(docs('--check', '--release', folder)).toEqual({ status: 0, stderr: '' });
  });

  it('a README without the markers is refused, with the markers that it needs', () => {
    write('packages/providers/some-vendor/README.md', '# Some Vendor\n');

    expect(docs(folder)).toEqual({
      status: 1,
      stderr:
        'packages/providers/some-vendor/README.md needs <!-- options --> and <!-- /options -->, once each, where the table ' +
        'belongs.\n',
    });
  });

  it('markers for what is not declared are refused', () => {
    const readme = `${read('packages/providers/some-vendor/README.md')}\n<!-- request-options anotherOne -->\n`;
    write('packages/providers/some-vendor/README.md', readme);

    expect(docs(folder).stderr).toBe(
      'packages/providers/some-vendor/README.md has <!-- request-options anotherOne -->, but nothing of that kind is declared.\n',
    );
  });
});
