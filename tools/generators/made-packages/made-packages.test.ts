import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Ajv from 'ajv';
import { parseJSON } from '@axios-keyring/core';
import { runProgram } from '../../packed/run-program.js';
import { copyWorkspace } from './copy-workspace.js';

// No package that somebody makes is called like these; one name begins as the other.
const made = [
  {
    name: 'madeinatest-billing',
    exportName: 'madeinatestBilling',
    prefix: 'MADEINATEST_BILLING',
    title: 'Madeinatest Billing',
    given: [],
  },
  {
    name: 'madeinatest',
    exportName: 'madeinatest',
    prefix: 'MADEINATEST',
    title: 'eMade Söhne & Co-Operative Billing 2026',
    given: [
      '--baseURL=https://api.madeinatest.test:8443/v1',
      '--title=eMade Söhne & Co-Operative Billing 2026',
    ],
  },
];
const sources = made.map(({ name }) => `packages/providers/${name}`);
const emulators = ['emulators', 'index', ...made.flatMap(({ name }) => [name, `${name}.test`])].map(
  (file) => `packages/testing/src/${file}.ts`,
);
const joined = [
  'packages/axios-keyring/src/config/routes/known-providers.ts',
  'packages/cli/src/config/own-providers.ts',
];

let folder: string;

beforeAll(async () => {
  folder = await copyWorkspace();
  for (const { name, given } of made) await generate(name, ...given);
}, 180_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

function generate(...given: readonly string[]): Promise<string> {
  return run('nx', 'generate', './tools:provider', ...given);
}

/** Runs a program of the workspace to its end; fails with what it said. */
function run(program: string, ...given: readonly string[]): Promise<string> {
  const file = path.join(folder, 'node_modules', '.bin', program);
  return runProgram(file, given, { directory: folder });
}

const read = (file: string): string => readFileSync(path.join(folder, file), 'utf8');

describe('the packages that nx g ./tools:provider makes', () => {
  it('are right for the type checker', async () => {
    await run('tsc', '--noEmit', '-p', 'tsconfig.json');
  }, 180_000);

  it('pass eslint and Prettier', async () => {
    await run('eslint', ...sources, ...emulators, ...joined);
    const manifests = ['axios-keyring', 'cli'].map((name) => `packages/${name}/package.json`);
    const pages = ['README.md', 'packages/testing/README.md', 'packages/axios-keyring/README.md'];
    await run('prettier', '--check', ...sources, ...emulators, ...joined, ...manifests, ...pages);
  }, 180_000);

  it('pass their tests, with the suite that every provider passes, and those of what they joined', async () => {
    const places = [
      ...sources,
      'packages/testing/src/emulator.test',
      ...made.map(({ name }) => `packages/testing/src/${name}.test`),
      'packages/cli/src/init',
      'packages/cli/src/commands/(emulate|schema).test',
      'tools/config-schema/generated-files',
      'tools/docs/refusal-hints',
      'tools/readme',
    ];
    await run('jest', '--maxWorkers=2', ...places);
  }, 300_000);

  it('are built', async () => {
    const projects = made.map(({ name }) => `@axios-keyring/${name}`);
    await run('nx', 'run-many', '-t', 'build', `--projects=${projects.join(',')}`);

    for (const { name, exportName } of made) {
      const load = `process.stdout.write(Object.keys(require('@axios-keyring/${name}')).join())`;
      const exported = await runProgram(process.execPath, ['--eval', load], { directory: folder });
      expect(exported).toBe(`${exportName},refusalHint`);
    }
  }, 180_000);

  it('are documented without a warning, with tables that are current', async () => {
    const check = ['--conditions=@axios-keyring/source', 'tools/run.cjs', 'tools/docs/main.ts', '--check'];
    await runProgram(process.execPath, check, { directory: folder });
    await run('typedoc', '--out', path.join(folder, 'dist', 'api'));
  }, 180_000);
});

describe.each(made)('$name', ({ name, prefix, title }) => {
  it('has the manifest that all providers have', () => {
    const text = read('packages/providers/taxjar/package.json');
    const own = text
      .replaceAll('packages/providers/taxjar', `packages/providers/${name}`)
      .replaceAll('@axios-keyring/taxjar', `@axios-keyring/${name}`);
    const keywords = ['axios', 'axios-interceptor', 'authentication', 'credentials', name];

    const description = `An axios request interceptor that authenticates with the ${title} API.`;
    expect(objectIn(read(`packages/providers/${name}/package.json`))).toEqual({
      ...objectIn(own),
      description,
      keywords,
    });
    expect(read(`packages/providers/${name}/LICENSE`)).toBe(read('LICENSE'));
  });

  it('is in the schema of the shared config', () => {
    const accepts = new Ajv({ strict: false }).compile(
      objectIn(read('packages/axios-keyring/keyring.schema.json')),
    );
    const config = (options: object): object => ({ routes: [{ provider: name, options }] });

    expect(accepts(config({ apiKey: { env: `${prefix}_API_KEY` } }))).toBe(true);
    expect(accepts(config({ apiToken: { env: `${prefix}_API_KEY` } }))).toBe(false);
  });

  it('is in the tables of providers, and has one of its options', () => {
    const row = (start: string): RegExp =>
      new RegExp(`^\\| \\[\`@axios-keyring/${name}\`\\]\\(${start}.+\`${prefix}_API_KEY\``, 'm');

    expect(read('README.md')).toMatch(row(`packages/providers/${name}/README.md`));
    expect(read('packages/axios-keyring/README.md')).toMatch(row(`../providers/${name}/README.md`));
    expect(read(`packages/providers/${name}/README.md`)).toMatch(
      new RegExp(`^\\| \`apiKey\` .+ \`${prefix}_API_KEY\` `, 'm'),
    );
  });

  it('is in the lock file, and an optional peer of what loads providers', () => {
    expect(objectIn(read('package-lock.json'))).toMatchObject({
      packages: {
        [`node_modules/@axios-keyring/${name}`]: { resolved: `packages/providers/${name}`, link: true },
      },
    });
    for (const folderOf of ['axios-keyring', 'cli']) {
      expect(objectIn(read(`packages/${folderOf}/package.json`))).toMatchObject({
        peerDependencies: { [`@axios-keyring/${name}`]: '*' },
        peerDependenciesMeta: { [`@axios-keyring/${name}`]: { optional: true } },
      });
    }
  });

  it('is not made twice', async () => {
    const source = `packages/providers/${name}/src/${name}.ts`;
    const before = [read(source), read('packages/testing/src/emulators.ts')];

    await expect(generate(name)).rejects.toMatchObject({
      cause: { stderr: expect.stringContaining(`packages/providers/${name} is there already.`) },
    });

    expect([read(source), read('packages/testing/src/emulators.ts')]).toEqual(before);
  }, 60_000);
});

function objectIn(text: string): object {
  const value = parseJSON(text);
  if (typeof value !== 'object' || value === null) throw new Error('It is no JSON object.');
  return value;
}
