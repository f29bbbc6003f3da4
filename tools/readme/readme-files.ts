import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolders } from '../package-folders.js';

const workspace = join(__dirname, '..', '..');

/** A README of the workspace, or another page of it. */
export interface Readme {
  /** Relative to the workspace. */
  readonly path: string;
  readonly text: string;
}

/** A block of TypeScript in a README. */
export interface Example {
  readonly readme: string;
  /** Of the block's first line of code, counted from 1. */
  readonly line: number;
  readonly code: string;
  /** Whether the block is also run, against emulators. */
  readonly runs: boolean;
}

/** The README of the workspace and of its packages, and the pages beside them. */
export function readmes(): readonly Readme[] {
  const packages = packageFolders(workspace).flatMap((folder) => [
    join(folder, 'README.md'),
    ...filesIn(join(folder, 'docs')),
  ]);
  return ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', ...filesIn('docs'), ...packages]
    .filter((path) => path.endsWith('.md') && existsSync(join(workspace, path)))
    .map((path) => ({ path, text: readFileSync(join(workspace, path), 'utf8') }));
}

function filesIn(folder: string): readonly string[] {
  const path = join(workspace, folder);
  return existsSync(path) ? readdirSync(path).map((name) => join(folder, name)) : [];
}

/**
 * The blocks of a README that are marked as TypeScript. The first is the main example: it is run, unless its mark
 * is `ts no-run`. Of the others, those are run that are marked `ts run`.
 */
export function examplesIn({ path, text }: Readme): readonly Example[] {
  const fences = text.matchAll(/^```ts\b(?<mark>.*)\n(?<code>[^]*?)^```$/gm);
  return [...fences].map(({ groups = {}, index }, position) => {
    const { mark = '', code = '' } = groups;
    const line = text.slice(0, index).split('\n').length + 1;
    const runs = mark.trim() === 'run' || (position === 0 && mark.trim() !== 'no-run');
    return { readme: path, line, code, runs };
  });
}

/** The cells of the first table below a heading, without its head. */
export function tableBelow({ path, text }: Readme, heading: string): readonly (readonly string[])[] {
  const lines = text.split('\n');
  const start = lines.indexOf(heading);
  if (start === -1) throw new Error(`${path} has no heading "${heading}".`);
  const section = lines.slice(start + 1);
  const end = section.findIndex((line) => /^##? /.test(line));
  const rows = (end === -1 ? section : section.slice(0, end)).filter((line) => line.startsWith('|'));
  if (rows.length < 3) throw new Error(`${path} has no table below "${heading}".`);
  return rows.slice(2).map(cells);
}

function cells(row: string): readonly string[] {
  return row
    .slice(1, row.lastIndexOf('|'))
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll('\\|', '|'));
}
