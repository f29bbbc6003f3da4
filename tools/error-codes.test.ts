import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { errorCodes } from '@axios-keyring/core/engine';
import { readmes, tableBelow } from './readme/readme-files.js';

const packages = path.resolve('packages');

const sources = readdirSync(packages, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\/src\/.*\.ts$/.test(file) && !file.includes('node_modules'))
  .map((file) => ({ file, text: readFileSync(path.join(packages, file), 'utf8') }));

function filesWith(code: string, isTest: boolean): string[] {
  return sources
    .filter(({ file, text }) => file.endsWith('.test.ts') === isTest && text.includes(`'${code}'`))
    .map(({ file }) => file);
}

describe.each(Object.keys(errorCodes))('%s', (code) => {
  it('is raised somewhere', () => {
    expect(filesWith(code, false)).not.toEqual([]);
  });

  it('is shown by a test', () => {
    expect(filesWith(code, true)).not.toEqual([]);
  });
});

it('no source and no page names a code that is not in the table', () => {
  const texts = [...sources, ...readmes()].map(({ text }) => text);
  const named = texts.flatMap((text) => text.match(/ERR_KEYRING_[A-Z_]+/g) ?? []);

  expect([...new Set(named)].filter((code) => !Object.hasOwn(errorCodes, code))).toEqual([]);
});

// The table in the README of core is made of the codes themselves.
const withRemedies = readmes().filter(
  ({ path, text }) => text.includes('\n## Errors\n') && path !== 'packages/core/README.md',
);

it.each(withRemedies.map((readme) => [readme.path, readme] as const))(
  'the errors in %s have what to do beside them',
  (_, readme) => {
    for (const row of tableBelow(readme, '## Errors')) {
      expect(row).toEqual([
        expect.stringMatching(/^`ERR_KEYRING_\w+`$/),
        expect.stringMatching(/\S/),
        expect.stringMatching(/\S/),
      ]);
    }
  },
);
