import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const packageFolder = join(__dirname, '..');
const built = ['node_modules', 'dist', 'coverage'];

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (built.includes(entry.name)) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

// TaxJar's branding guidelines name the credential an API token, and nothing else.
describe('the wording of this package', () => {
  const files = filesBelow(packageFolder);

  it('is looked at in the README, the manifest and the sources', () => {
    const names = files.map((file) => file.slice(packageFolder.length + 1));
    expect(names).toEqual(expect.arrayContaining(['README.md', 'package.json', join('src', 'taxjar.ts')]));
  });

  it.each(files.map((file) => [file.slice(packageFolder.length + 1), file]))(
    'calls the credential an API token in %s',
    (_, file) => {
      const lines = readFileSync(file, 'utf8').split('\n');
      expect(lines.filter((line) => /api[\s_-]?key/i.test(line))).toEqual([]);
    },
  );
});
