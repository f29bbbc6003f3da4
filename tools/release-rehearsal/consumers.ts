import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';

/** A project that installs packages of ours and uses them. */
export interface Consumer {
  /** As the summary names it. */
  readonly name: string;
  /** Those of ours that it asks for. */
  readonly asksFor: readonly string[];
  /** Those of others, with their versions. */
  readonly others: Readonly<Record<string, string>>;
  /** All of ours that are installed then. */
  readonly gets: readonly string[];
  /** A file of `consumers/`, run in the project; one of TypeScript is compiled before. */
  readonly program?: string;
  /** A command line of the project, in place of a program. */
  readonly command?: readonly string[];
  /** What it prints if all went well; without it, the version of the first of ours. */
  readonly prints?: string;
}

const workspace = path.resolve(__dirname, '..', '..');
const { devDependencies: versions } = v.parse(
  v.object({ devDependencies: v.record(v.string(), v.string()) }),
  JSON.parse(readFileSync(path.join(workspace, 'package.json'), 'utf8')),
);

const core = '@axios-keyring/core';
const taxjar = '@axios-keyring/taxjar';
const avanan = '@axios-keyring/avanan';
const testing = '@axios-keyring/testing';
const keyring = 'axios-keyring';
const commandLine = '@axios-keyring/cli';

const onlyTaxjar = { asksFor: [taxjar], gets: [core, taxjar], prints: '200' };
const twoProviders = {
  asksFor: [keyring, taxjar, avanan],
  gets: [avanan, core, taxjar, keyring],
  others: theirs('axios'),
  prints: '200 200',
};
// Compiled by a version that the tools of these projects support.
const compiler = { typescript: '5.9.3', ...theirs('@types/node') };

/** What emulates the vendors, in a project of its own so that the others install nothing for it. */
export const emulators: Consumer = {
  name: 'emulators',
  asksFor: [testing, taxjar, avanan],
  gets: [testing, taxjar, avanan, core],
  others: theirs('axios'),
};

/** All that use a release. */
export const consumers: readonly Consumer[] = [
  { name: 'ESM', ...onlyTaxjar, others: theirs('axios'), program: 'taxjar.mjs' },
  { name: 'CommonJS', ...onlyTaxjar, others: theirs('axios'), program: 'taxjar.cjs' },
  { name: 'ESM, two providers', ...twoProviders, program: 'keyring.mjs' },
  { name: 'CommonJS, two providers', ...twoProviders, program: 'keyring.cjs' },
  {
    ...{ name: 'TypeScript', ...onlyTaxjar, program: 'typescript.mts' },
    others: { ...compiler, ...theirs('axios') },
  },
  {
    ...{ name: 'NestJS', ...onlyTaxjar, program: 'nest.mts' },
    others: {
      ...compiler,
      ...theirs('axios', '@nestjs/axios', '@nestjs/common', 'reflect-metadata', 'rxjs'),
      // Its parts have one version.
      '@nestjs/core': versions['@nestjs/common'] ?? '',
    },
  },
  {
    ...{ name: 'command line', asksFor: [commandLine], gets: [commandLine, core, keyring] },
    ...{ others: theirs('axios'), command: ['npx', '--no', '--', 'axios-keyring', '--version'] },
  },
];

function theirs(...names: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(names.map((name) => [name, versions[name] ?? '']));
}
