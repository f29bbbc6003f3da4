import { readFile, writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { columns, type Outcome, type Score } from './run-tests.js';
import { limits } from './versions.js';

const file = 'README.md';
const start = '<!-- axios-matrix: written by npm run test:axios -- --write -->';
const end = '<!-- /axios-matrix -->';

/** Writes the compatibility table into the README, between its two markers. */
export async function writeTable(outcomes: readonly Outcome[]): Promise<void> {
  await writeFile(file, await withTable(await readFile(file, 'utf8'), outcomes));
}

/** Whether the table in the README says what these runs showed. */
export async function isCurrent(outcomes: readonly Outcome[]): Promise<boolean> {
  const readme = await readFile(file, 'utf8');
  return readme === (await withTable(readme, outcomes));
}

async function withTable(readme: string, outcomes: readonly Outcome[]): Promise<string> {
  const [before, rest] = readme.split(start);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error(`${file} has no place for the table.`);
  const text = `${before}${start}\n\n${table(outcomes)}\n\n${end}${after}`;
  const style = await resolveConfig(file);
  return format(text, { ...style, parser: 'markdown' });
}

const mixed =
  'An ESM application with a CommonJS copy of axios, and the reverse, is served over each of these adapters too.';

function table(outcomes: readonly Outcome[]): string {
  const header = [
    'axios',
    'http adapter',
    'fetch adapter',
    'default list',
    'what this axios itself does not do',
  ];
  const rows = outcomes.map(({ version, scores }) => [
    version,
    ...columns.map((column) => cell(scores[column])),
    limits
      .filter(({ before }) => isOlder(version, before))
      .map(({ what }) => what)
      .join('; ') || '–',
  ]);
  const lines = [header, header.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`);
  return [...lines, '', mixed].join('\n');
}

function cell({ passed, failed }: Score): string {
  return failed === 0 ? `✓ ${passed} tests` : `✗ ${failed} of ${passed + failed} fail`;
}

function isOlder(version: string, other: string): boolean {
  const [left = [], right = []] = [version, other].map((text) => text.split('.').map(Number));
  const index = right.findIndex((part, position) => part !== left[position]);
  return index !== -1 && (left[index] ?? 0) < (right[index] ?? 0);
}
