import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Ajv from 'ajv';
import { runProgram } from '../../packed/run-program.js';
import { copyWorkspace } from './copy-workspace.js';

// No package that somebody makes is called like these; one name begins as the other.
const title = 'eMade Söhne & Co-Operative Billing 2026';
const made = ['madeinatest-billing', 'madeinatest'];
const given = ['--baseURL=https://api.madeinatest.test:8443/v1', `--title=${title}`];
const folders = made.map((name) => `packages/providers/${name}`);

let folder: string;

beforeAll(async () => {
  folder = await copyWorkspace();
  await generate('madeinatest-billing');
  await generate('madeinatest', ...given);
}, 180_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

function generate(...settings: readonly string[]): Promise<string> {
  return run('nx', 'generate', './tools:provider', ...settings);
}

/** Runs a program of the workspace to its end; fails with what it said. */
function run(program: string, ...settings: readonly string[]): Promise<string> {
  const file = path.join(folder, 'node_modules', '.bin', program);
  return runProgram(file, settings, { directory: folder });
}

const read = (file: string): string => readFileSync(path.join(folder, file), 'utf8');

describe('the packages that nx g ./tools:provider makes', () => {
  it('are all that changes, with the lock file', async () => {
    const status = await runProgram('git', ['status', '--porcelain'], { directory: folder });

    const expected = [' M package-lock.json', ...folders.map((one) => `?? ${one}/`)];
    expect(
      status
        .split('\n')
        .filter((line) => line !== '')
        .sort(),
    ).toEqual(expected.sort());
    for (const name of made) {
      const link = { resolved: `packages/providers/${name}`, link: true };
      expect(JSON.parse(read('package-lock.json'))).toMatchObject({
        packages: { [`node_modules/@axios-keyring/${name}`]: link },
      });
    }
  });

  it('are right for the type checker, eslint and Prettier', async () => {
    await run('tsc', '--noEmit', '-p', 'tsconfig.json');
    await run('eslint', ...folders);
    await run('prettier', '--check', ...folders);
  }, 300_000);

  it('pass their tests, and those of what finds providers by their folder', async () => {
    const places = [
      ...folders,
      'packages/cli/src/commands/(emulate|init|schema).test',
      'tools/providers',
      'tools/docs',
      'tools/readme',
      'tools/release/',
    ];
    await run('jest', '--maxWorkers=2', ...places);
  }, 300_000);

  it('are built, and known to axios-keyring with its schema', async () => {
    const projects = [...made.map((name) => `@axios-keyring/${name}`), 'axios-keyring'];
    await run('nx', 'run-many', '-t', 'build', `--projects=${projects.join(',')}`);

    const load = `process.stdout.write(JSON.stringify([
      Object.keys(require('@axios-keyring/madeinatest')),
      Object.keys(require('@axios-keyring/madeinatest/emulator')),
      require('axios-keyring/known-providers').knownProviders.madeinatest,
    ]))`;
    const [exported, emulator, known]: readonly unknown[] = JSON.parse(
      await runProgram(process.execPath, ['--eval', load], { directory: folder }),
    );
    expect(exported).toEqual(['madeinatest', 'refusalHint']);
    expect(emulator).toEqual(['startEmulator']);
    expect(known).toMatchObject({
      hosts: ['https://api.madeinatest.test:8443'],
      setups: [{ title, variables: { apiKey: 'MADEINATEST_API_KEY' } }],
    });
    const accepts = new Ajv({ strict: false }).compile(
      JSON.parse(read('packages/axios-keyring/keyring.schema.json')),
    );
    const config = (options: object): object => ({ routes: [{ provider: 'madeinatest', options }] });
    expect(accepts(config({ apiKey: { env: 'MADEINATEST_API_KEY' } }))).toBe(true);
    expect(accepts(config({ apiToken: { env: 'MADEINATEST_API_KEY' } }))).toBe(false);
  }, 180_000);

  it(
    'are documented without a warning',
    () => run('typedoc', '--out', path.join(folder, 'dist', 'api')),
    180_000,
  );

  it('have the manifest and the licence that all providers have', () => {
    const own = read('packages/providers/taxjar/package.json').replaceAll('taxjar', 'madeinatest');

    expect(JSON.parse(read('packages/providers/madeinatest/package.json'))).toEqual({
      ...JSON.parse(own),
      description: `An axios request interceptor that authenticates with the ${title} API.`,
      keywords: ['axios', 'axios-interceptor', 'authentication', 'credentials', 'madeinatest'],
      keyring: { setups: [{ title }] },
    });
    expect(read('packages/providers/madeinatest/LICENSE')).toBe(read('LICENSE'));
  });

  it('are not made twice', async () => {
    await expect(generate('madeinatest')).rejects.toMatchObject({
      cause: { stderr: expect.stringContaining('packages/providers/madeinatest is there already.') },
    });
  }, 60_000);
});
