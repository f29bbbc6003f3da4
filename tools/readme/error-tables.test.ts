import { describe, expect, it } from '@jest/globals';
import { errorCodes } from '@axios-keyring/core';
import { readmes, tableBelow } from './readme-files.js';

// The table in the README of core is made of the codes themselves.
const withRemedies = readmes().filter(
  ({ path, text }) => text.includes('\n## Errors\n') && path !== 'packages/core/README.md',
);

it.each(readmes().map(({ path, text }) => [path, text]))(
  'the codes of errors that %s names exist',
  (_, text) => {
    const named = new Set(text.match(/\bERR_KEYRING_\w+/g));
    expect([...named].filter((code) => !Object.hasOwn(errorCodes, code))).toEqual([]);
  },
);

describe.each(withRemedies.map((readme) => [readme.path, readme] as const))(
  'the errors in %s',
  (_, readme) => {
    it('have what to do beside them', () => {
      for (const [code, when, remedy] of tableBelow(readme, '## Errors')) {
        expect(code).toMatch(/^`ERR_KEYRING_\w+`$/);
        expect(when).toMatch(/\S/);
        expect(remedy).toMatch(/\S/);
      }
    });
  },
);
