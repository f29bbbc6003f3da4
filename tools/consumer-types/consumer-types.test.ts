import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { installTool } from '../packed/install-tool.js';
import { packAll } from '../packed/pack-packages.js';
import { type Age, ages, compilers, moduleSettings, refusal } from './compilations.js';
import { ConsumerProject } from './consumer-project.js';

let root: string;
const projects = new Map<Age, ConsumerProject>();

beforeAll(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), 'axios-keyring-consumer-types-'));
  await installTool(__dirname);
  await mkdir(path.join(root, 'tarballs'));
  const packages = await packAll(path.join(root, 'tarballs'));
  for (const age of ages) {
    const folder = path.join(root, age);
    projects.set(age, await ConsumerProject.create(folder, age, packages.values()));
  }
}, 300_000);
afterAll(() => rm(root, { recursive: true, force: true }));

describe.each(compilers)('TypeScript %s', (compiler) => {
  describe.each(moduleSettings)('with modules as $name says', (setting) => {
    const words = refusal(compiler, setting);
    if (words) {
      process.stderr.write(`\n!!! LEFT OUT: TypeScript ${compiler} itself refuses ${setting.name}.\n\n`);
      it('refuses the setting itself', async () => {
        expect(await projects.get('newest')?.compile(compiler, setting, true)).toMatch(words);
      });
      return;
    }

    // Every compiler gets all four pairs, in half the time.
    const isExactWithOldest = moduleSettings.indexOf(setting) % 2 === 0;
    const exactness = { oldest: isExactWithOldest, newest: !isExactWithOldest };

    it.each(ages)('compiles with the %s axios and redis, and not what must not', async (age) => {
      expect(await projects.get(age)?.compile(compiler, setting, exactness[age])).toBe('');
    });
  });
});
