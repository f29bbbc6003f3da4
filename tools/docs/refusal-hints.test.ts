import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, it } from '@jest/globals';
import { packageFolders } from '../package-folders.js';
import { hintOpenings } from './refusal-hints.js';

const workspace = join(__dirname, '..', '..');

/** The sources of a package that explain refusals: what explains one is given its facts. */
function explainingSources(folder: string): readonly string[] {
  return readdirSync(join(workspace, folder, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => readFileSync(join(workspace, folder, 'src', file), 'utf8'))
    .filter((text) => /Refusal(Facts|Reasons)/.test(text));
}

/** The column "The hint begins" of the section's first table. */
function listedHints(folder: string): readonly string[] {
  const readme = readFileSync(join(workspace, folder, 'README.md'), 'utf8');
  const [, section = ''] = readme.split('\n## Why was I refused?\n');
  const [, , ...rows] = (section.split('\n\n').find((block) => block.startsWith('| ')) ?? '').split('\n');
  return rows.map((row) => (row.split('|')[2] ?? '').replaceAll('`', '').trim());
}

const explaining = packageFolders(workspace)
  .filter((folder) => folder !== 'packages/core')
  .map((folder) => [folder, explainingSources(folder).flatMap(hintOpenings)] as const)
  .filter(([, openings]) => openings.length > 0);

it('the providers that explain refusals are found', () => {
  const folders = explaining.map(([folder]) => basename(folder));
  expect(folders).toEqual(
    expect.arrayContaining(['avalara-communications', 'avanan', 'azure-communication', 'taxjar']),
  );
});

it.each(explaining)(
  'the section "Why was I refused?" of %s has each hint, and no other',
  (folder, openings) => {
    const listed = listedHints(folder);
    const missing = openings.filter((opening) => !listed.some((hint) => hint.startsWith(opening)));
    const unknown = listed.filter((hint) => !openings.some((opening) => hint.startsWith(opening)));

    expect({ missing, unknown }).toEqual({ missing: [], unknown: [] });
  },
);

it('a sentence of a source is taken up to its first clause of four words, with … for what is filled in', () => {
  const source = `
      const name = 'a word', of = { 'Each token of a user': 1 };
      const key = 'The key, and its region, are refused: see both.';
      function explain({ minutes, late }) {
        if (late) return 'The clock is ' + minutes + ' minutes late. Set it right.';
        return \`The host \${late ? 'before' : 'after'} it was signed (by us) is another.\${late ? ' Try it with the other one.' : ''}\`;
      }`;
  expect(hintOpenings(source)).toEqual([
    'The key, and its region',
    'The clock is … minutes late',
    'The host … it was signed',
    'Try it with the other one',
  ]);
});

it.each(['eBay', '3scale', 'Ünïcode & Söhne'])('a sentence may begin with a vendor as %s', (vendor) => {
  const source = `
      const hint = '${vendor} does not accept this API key. ' + 'Check that it is whole.';
      const wait = \`in \${seconds} seconds or a little later\`;`;
  expect(hintOpenings(source)).toContain(`${vendor} does not accept this API key`);
  expect(hintOpenings(source)).not.toContain('in … seconds or a little later');
});
