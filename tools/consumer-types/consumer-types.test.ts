import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { installTool } from '../packed/install-tool.js';
import { copySite } from '../packed/site.js';
import { ages, compilers, type ModuleSetting, moduleSettings } from './compilations.js';

const installed = path.join(__dirname, 'node_modules');

let root: string;

beforeAll(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), 'axios-keyring-consumer-types-'));
  await installTool(__dirname);
  for (const age of ages) {
    const links = {
      axios: path.join(installed, `axios-${age}`),
      redis: path.join(installed, `redis-${age}`),
      '@types/node': path.join(installed, '@types', 'node'),
    };
    await copySite(path.join(root, age), links);
  }
}, 300_000);
afterAll(() => rm(root, { recursive: true, force: true }));

/** Compiles the consumers with packages of an age, and gives what the compiler says; nothing if it is content. */
async function compile(
  compiler: (typeof compilers)[number],
  age: (typeof ages)[number],
  { type, files, module, moduleResolution }: ModuleSetting,
  isExact: boolean,
): Promise<string> {
  const folder = path.join(root, age, `${compiler}-${moduleResolution}`);
  await mkdir(folder);
  for (const file of files) {
    const { name } = path.parse(file);
    const source = name === 'requires' ? file : `${name}.ts`;
    await copyFile(path.join(__dirname, 'consumers', source), path.join(folder, file));
  }
  const compilerOptions = {
    ...{ module, moduleResolution, target: 'es2022', lib: ['es2022'], types: ['node'], strict: true },
    ...{ exactOptionalPropertyTypes: isExact, skipLibCheck: false, esModuleInterop: true },
    ...{ noEmit: true, pretty: false },
    // What it asks for before it takes a setting that it means to drop.
    ...(compiler === '6.0' && moduleResolution === 'node10' && { ignoreDeprecations: '6.0' }),
  };
  await writeFile(path.join(folder, 'package.json'), JSON.stringify({ type }));
  await writeFile(path.join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
  const program = path.join(installed, `typescript-${compiler}`, 'bin', 'tsc');
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [program, '-p', folder], (error, said) => {
      if (error instanceof Error && said === '') reject(error);
      else resolve(said);
    });
  });
}

describe.each(compilers)('TypeScript %s', (compiler) => {
  describe.each(moduleSettings)('with modules as $moduleResolution says', (setting) => {
    const isRefused = compiler === '7.0' && setting.moduleResolution === 'node10';
    // Every compiler gets all pairs of age and exactness, in half the time.
    const isEven = moduleSettings.indexOf(setting) % 2 === 0;

    if (isRefused) {
      process.stderr.write('\n!!! LEFT OUT: TypeScript 7.0 itself refuses node10.\n\n');
      it('refuses the setting itself', async () => {
        expect(await compile(compiler, 'newest', setting, true)).toMatch(/node10.*has been removed|TS5108/);
      });
      return;
    }

    it.each(ages)('compiles with the %s axios and redis, and not what must not', async (age) => {
      expect(await compile(compiler, age, setting, isEven === (age === 'oldest'))).toBe('');
    });
  });
});
