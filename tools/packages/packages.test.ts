import { beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import * as v from 'valibot';
import { packageFolders } from '../package-folders.js';
import { workspace } from '../packed/packages.js';
import { runProgram } from '../packed/run-program.js';
import { site } from '../packed/site.js';
import {
  findAny,
  importedPackages,
  missingSources,
  type PackageFiles,
  readPackageFiles,
} from './package-files.js';

const manifest = v.object({
  version: v.string(),
  description: v.string(),
  keywords: v.array(v.string()),
  files: v.array(v.string()),
  exports: v.record(v.string(), v.unknown()),
  dependencies: v.optional(v.record(v.string(), v.string()), {}),
  peerDependencies: v.optional(v.record(v.string(), v.string()), {}),
  peerDependenciesMeta: v.optional(v.record(v.string(), v.object({ optional: v.boolean() })), {}),
});

interface Published {
  readonly files: PackageFiles;
  readonly manifest: v.InferOutput<typeof manifest>;
  /** What publint and "are the types wrong" say. */
  readonly verdict: unknown;
}

const folders = packageFolders(workspace);
const nameOf = (folder: string): string => {
  const name = path.basename(folder);
  return name === 'axios-keyring' ? name : `@axios-keyring/${name}`;
};

let project: string;
const published = new Map<string, Published>();

beforeAll(async () => {
  const made = await site();
  ({ project } = made);
  const tarballs = [...made.packages.values()].map(({ tarball }) => tarball);
  const verdicts = v.parse(
    v.record(v.string(), v.unknown()),
    JSON.parse(await run(process.execPath, path.join(__dirname, 'print-verdicts.mjs'), ...tarballs)),
  );
  for (const [name, { tarball }] of made.packages) {
    const files = await readPackageFiles(path.join(project, 'node_modules', name));
    const own = v.parse(manifest, JSON.parse(files.get('package.json') ?? ''));
    published.set(name, { files, manifest: own, verdict: verdicts[tarball] });
  }
}, 180_000);

function run(program: string, ...programArguments: string[]): Promise<string> {
  return runProgram(program, programArguments, { directory: project });
}

function packageIn(folder: string): Published {
  const found = published.get(nameOf(folder));
  if (!found) throw new Error(`${nameOf(folder)} was not packed.`);
  return found;
}

describe.each(folders)('the tarball of %s', (folder) => {
  it('is clean for publint and "are the types wrong"', () => {
    expect(packageIn(folder).verdict).toEqual({
      publint: [],
      hasTypes: true,
      resolutions: ['node10', 'node16-cjs', 'node16-esm', 'bundler'],
      problems: [],
    });
  });

  it('says in its manifest what the registry and bundlers ask for', () => {
    const { files, manifest: own } = packageIn(folder);

    expect(JSON.parse(files.get('package.json') ?? '')).toMatchObject({
      name: nameOf(folder),
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      license: 'MIT',
      repository: {
        type: 'git',
        url: 'git+https://github.com/axios-keyring/axios-keyring.git',
        directory: folder,
      },
      type: 'module',
      sideEffects: false,
      engines: { node: '>=20' },
      main: './dist/cjs/index.js',
      module: './dist/esm/index.js',
      types: './dist/cjs/index.d.ts',
      publishConfig: { access: 'public', provenance: true },
    });
    expect(own.description).toMatch(/^.{20,120}\.$/);
    expect(own.keywords).toContain('axios');
    expect(own.keywords.length).toBeGreaterThanOrEqual(4);
    expect(own.files).toEqual(
      expect.arrayContaining(['CHANGELOG.md', 'dist', 'src', '!**/*.test.ts', '!src/**/fixtures']),
    );
    for (const target of targets(own.exports)) expect([...files.keys()]).toContain(target);
  });

  it('holds built code, types, sources and pages, and neither tests nor fixtures', () => {
    const { files } = packageIn(folder);

    const shapes = [
      /^(package\.json|README\.md|CHANGELOG\.md|LICENSE|docs\/[\w-]+\.md|keyring\.schema\.json)$/,
      /^dist\/(esm|cjs)\/([\w-]+\/)*[\w-]+(\.js|\.d\.ts)(\.map)?$/,
      /^dist\/(cjs\/package\.json|third-party-licences\.txt)$/,
      /^(src|emulator)\/([\w-]+\/)*[\w-]+(\.d)?\.ts$/,
    ];
    const names = [...files.keys()];
    expect(names.filter((name) => !shapes.some((shape) => shape.test(name)))).toEqual([]);
    expect(names.filter((name) => /\.test\.|fixtures|__/.test(name))).toEqual([]);
    expect(names).toEqual(expect.arrayContaining(['README.md', 'LICENSE', 'src/index.ts']));
    expect(files.get('README.md')).toMatch(new RegExp(`^# ${nameOf(folder)}\n`));
    expect(files.get('LICENSE')).toBe(readFileSync(path.join(workspace, 'LICENSE'), 'utf8'));
  });

  it('has the source of every place that a source map names', () => {
    expect(missingSources(packageIn(folder).files)).toEqual([]);
  });

  it('names no folder of the machine that packed it', () => {
    const own = [workspace, os.tmpdir(), os.homedir()].map((directory) => `${directory}${path.sep}`);

    const naming = [...packageIn(folder).files].filter(
      ([file, text]) => file.startsWith('dist/') && own.some((directory) => text.includes(directory)),
    );

    expect(naming.map(([file]) => file)).toEqual([]);
  });

  it('is strict in CommonJS too, where what is assigned to a frozen object has to throw', () => {
    const scripts = [...packageIn(folder).files].filter(([file]) => /^dist\/cjs\/.*\.js$/.test(file));

    expect(scripts.filter(([, text]) => !text.startsWith('"use strict";')).map(([file]) => file)).toEqual([]);
    expect(scripts).not.toEqual([]);
  });

  it('imports what it says that it depends on, and nothing else', () => {
    const { files, manifest: own } = packageIn(folder);
    const declared = [...Object.keys(own.dependencies), ...Object.keys(own.peerDependencies)];

    const imported = [...importedPackages(files)].filter((name) => name !== nameOf(folder));

    expect(imported.filter((name) => !declared.includes(name))).toEqual([]);
    // Optional ones are loaded by names that a config gives.
    expect(Object.keys(own.dependencies).filter((name) => !imported.includes(name))).toEqual([]);
  });

  it('has no any in its types', () => {
    expect(findAny(packageIn(folder).files)).toEqual([]);
  });

  it('takes every version of a package of ours that it only may have beside it', () => {
    const { peerDependencies, peerDependenciesMeta } = packageIn(folder).manifest;

    const optional = Object.keys(peerDependenciesMeta);

    // The release of a provider raises no version of what can do without it, nor the range there.
    expect(optional.map((name) => peerDependencies[name])).toEqual(optional.map(() => '*'));
  });
});

describe('npm install of the tarballs', () => {
  it('gives a program that runs', async () => {
    const program = path.join(project, 'node_modules', '.bin', 'axios-keyring');
    const version = `${packageIn('packages/cli').manifest.version}\n`;

    expect((await stat(program)).mode & 0o111).toBe(0o111);
    expect(await run(program, '--help')).toContain('emulate');
    expect(await run('npx', '--no', '--', 'axios-keyring', '--version')).toBe(version);
  });

  it('gives the same names by import and by require', async () => {
    const names = JSON.stringify(folders.map(nameOf));
    const print = `for (const name of ${names}) console.log(name, Object.keys({ ...(LOAD(name)) }).sort().join())`;

    const imported = await run(
      process.execPath,
      ...['--input-type=module', '--eval', print.replace('LOAD', 'await import')],
    );
    const required = await run(
      process.execPath,
      ...['--input-type=commonjs', '--eval', print.replace('LOAD', 'require')],
    );

    expect(imported.match(/^\S+ \w.*$/gm)).toHaveLength(folders.length);
    expect(required).toBe(imported);
  });
});

/** The files that an `exports` field leads to, as paths from the package's folder. */
function targets(exported: unknown): readonly string[] {
  if (typeof exported === 'string') return [exported.replace(/^\.\//, '')];
  const entries: unknown[] = typeof exported === 'object' && exported !== null ? Object.values(exported) : [];
  return entries.flatMap(targets);
}
