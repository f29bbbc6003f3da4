import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { formatTable } from '../demo/format-table.js';
import { packAll, type PackedPackage } from '../packed/pack-packages.js';
import { unpackPackage } from '../packed/unpack-package.js';
import { budgets, thirdParties } from './budgets.js';
import { bundleSize } from './bundle-size.js';

const core = '@axios-keyring/core';

let root: string;
let packages: ReadonlyMap<string, PackedPackage>;
const rows: string[][] = [];

beforeAll(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), 'axios-keyring-budgets-'));
  await mkdir(path.join(root, 'tarballs'));
  packages = await packAll(path.join(root, 'tarballs'));
  for (const packed of packages.values()) await unpackPackage(packed, root);
}, 180_000);
afterAll(async () => {
  await rm(root, { recursive: true, force: true });
  const columns = ['minified and compressed', 'kB', 'ceiling', 'bar'];
  process.stdout.write(`${formatTable(columns, rows)}\n`);
});

describe('the size', () => {
  it.each(budgets)('of $title stays below its ceiling', async ({ title, name, without, ceiling, bar }) => {
    const size = (await bundleSize(name, root, without)) / 1000;

    rows.push([title, size.toFixed(2), ceiling.toFixed(1), bar?.toFixed(1) ?? '']);
    expect(size).toBeLessThanOrEqual(ceiling);
  });
});

describe('the third-party packages that are installed along', () => {
  it('are those that are listed', () => {
    const found = [...packages.values()].flatMap(({ manifest: { name, dependencies } }) => {
      const names = Object.keys(dependencies).filter((dependency) => !packages.has(dependency));
      return names.length > 0 ? [[name, names] as const] : [];
    });

    expect(Object.fromEntries(found)).toEqual(thirdParties);
  });

  it('are not many beside core for a provider', () => {
    const { dependencies } = packages.get('@axios-keyring/taxjar')?.manifest ?? {};

    expect(Object.keys(dependencies ?? {})).toEqual([core]);
  });
});
