import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import * as core from '@axios-keyring/core';
import { versions } from '../axios-matrix/versions.js';
import { figures } from '../bench/figures.js';
import { compilers } from '../consumer-types/compilations.js';
import { packageFolders } from '../package-folders.js';
import { readmes, tableBelow } from './readme-files.js';

// Facts that a page repeats in its own words, each beside what decides it.

function page(path: string): string {
  const found = readmes().find((readme) => readme.path === path);
  if (!found) throw new Error(`There is no ${path}.`);
  return found.text.replaceAll(/\s+/g, ' ');
}

function manifest(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}

describe('the versions that a page names', () => {
  it('are those that the packages take', () => {
    const takes = (folder: string, key: string, name: string): unknown =>
      core.property(core.property(manifest(`${folder}/package.json`), key), name);
    const folders = packageFolders('.');
    const engines = new Set(folders.map((folder) => takes(folder, 'engines', 'node')));
    const peers = new Set(folders.map((folder) => takes(folder, 'peerDependencies', 'axios') ?? 'none'));

    expect([...engines]).toEqual([takes('.', 'engines', 'node')]);
    expect([...peers].filter((range) => range !== 'none')).toEqual(['>=1.7.0 <2']);
    expect(page('README.md')).toContain(
      `Node ${/\d+/.exec(String([...engines]))?.[0]} or newer, axios 1.7 or newer`,
    );
    expect(takes('packages/redis', 'peerDependencies', 'redis')).toBe('>=5.0.1 <7');
    expect(page('packages/redis/README.md')).toContain('the `redis` package, version 5 or 6');
  });

  it('are those that are tested', () => {
    const readme = { path: 'README.md', text: readFileSync('README.md', 'utf8') };
    const axios = tableBelow(readme, '## axios versions').map(([version]) => version);
    expect(axios).toEqual(versions);

    const [oldest, newest] = [compilers[0], compilers.at(-1)?.replace('.0', '')];
    expect(page('CONTRIBUTING.md')).toContain(`TypeScript ${oldest} to ${newest}`);
    const nodes = tableBelow(readme, '## Runtimes').flatMap(
      ([name]) => /^Node (\d+)/.exec(name ?? '')?.[1] ?? [],
    );
    expect(page('CONTRIBUTING.md')).toContain(`Node ${nodes[0]} to ${nodes.at(-1)}`);
  });
});

it('the commands that the table of CONTRIBUTING.md counts are those of `npm test`', () => {
  const parts = /"test": "(.*)"/.exec(readFileSync('package.json', 'utf8'))?.[1]?.split(' && ') ?? [];
  const readme = { path: 'CONTRIBUTING.md', text: readFileSync('CONTRIBUTING.md', 'utf8') };
  const [, ...others] = tableBelow(readme, '## Set up').map(([command = '']) => command.replaceAll('`', ''));

  expect(parts).toEqual([...others.slice(0, 5), 'npm run test:axios -- --short']);
  expect(page('CONTRIBUTING.md')).toContain('all of the next five, and a few versions of axios');
});

describe('the table of what decides', () => {
  const rows = tableBelow({ path: 'README.md', text: readFileSync('README.md', 'utf8') }, '## Speed');

  it('has the bars that are measured', () => {
    expect(rows.map(([title, , bar]) => [title, bar])).toEqual(
      figures.map(({ title, limit }) => [title, limit ? `≤ ${limit}` : '–']),
    );
  });

  it('shows no missed bar that docs/speed.md does not explain', () => {
    for (const [title, , bar] of rows.filter(([, , , ok]) => ok === '✗')) {
      expect(page('docs/speed.md').toLowerCase()).toContain(`${title} (${bar?.slice(2)})`.toLowerCase());
    }
  });
});

describe('packages/core/README.md', () => {
  const text = page('packages/core/README.md');

  it('names every builder of options, and nothing of what is behind them', () => {
    const [, list = ''] = /The builders of options are ([^.]*)\./.exec(text) ?? [];
    const isBuilder = (name: string): boolean =>
      /^(choice|custom|flag|identifier|integer|privateKey|rotatingSecret|secret|text|token|tokenStore)$/.test(
        name,
      ) && Reflect.has(core, name);

    expect(list.match(/\w+(?=`)/g)?.sort()).toEqual(Object.keys(core).filter(isBuilder).sort());
    expect(text).not.toMatch(/valibot/i);
  });
});

it('the arguments in docs/config.md are those that are taken', () => {
  const readme = {
    path: 'packages/axios-keyring/docs/config.md',
    text: readFileSync('packages/axios-keyring/docs/config.md', 'utf8'),
  };
  const shown = tableBelow(readme, '## Arguments').map(([name = '']) => name.replaceAll('`', ''));
  const source = readFileSync('packages/axios-keyring/src/config/arguments.ts', 'utf8');
  const taken = source.match(/(?<=^ {4})\w+(?=: (?:single|oneOf|ownProviders))/gm);

  expect(shown.sort()).toEqual(taken?.sort());
});
