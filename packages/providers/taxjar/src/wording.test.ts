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

// TaxJar's branding guidelines name the credential an API token, and nothing else. Their own client has an option of
// another name, which is allowed where that client is tested.
const clientOption = ['api', 'Key'].join('');
const phrase = /api[\s_-]?key/i;

function phrasesIn(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  const lines = file.endsWith('official-client.test.ts') ? text.replaceAll(clientOption, '') : text;
  return lines.split('\n').filter((line) => phrase.test(line));
}

describe('the wording of this package', () => {
  const files = filesBelow(packageFolder);

  it('is looked at in the README, the manifest and the sources', () => {
    const names = files.map((file) => file.slice(packageFolder.length + 1));
    expect(names).toEqual(expect.arrayContaining(['README.md', 'package.json', join('src', 'taxjar.ts')]));
  });

  it.each(files.map((file) => [file.slice(packageFolder.length + 1), file]))(
    'calls the credential an API token in %s',
    (_, file) => {
      expect(phrasesIn(file)).toEqual([]);
    },
  );
});
