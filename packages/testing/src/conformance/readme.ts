import { readFileSync } from 'node:fs';
import { ensure, fail } from './requirement.js';
import type { DeclaredOptionLike } from './subject.js';
import type { Check, Trial } from './trial.js';

/** The README says of the options what the declaration says. */
export const readme: readonly Check[] = [
  { name: 'README: lists the options as they are declared', run: listsOptions },
  { name: 'README: lists no other options', run: listsNoOthers },
];

type Row = readonly string[];

function listsOptions(trial: Trial): void {
  const rows = optionRows(trial);
  for (const [name, option] of Object.entries(trial.declaration.options)) {
    const row = rows.find(([first]) => first === code(name));
    if (!row) fail(`The README has no row for ${name} in its table of options.`);
    const expected = rowOf(name, option);
    ensure(
      row.length === expected.length && row.every((cell, index) => cell === expected[index]),
      `The README’s row for ${name} is not that of the declaration, which is: | ${expected.join(' | ')} |`,
    );
  }
}

/** The option, its variable, its default, and what it means. */
function rowOf(name: string, option: DeclaredOptionLike): Row {
  const { env, default: fallback, description, values } = option.metadata;
  const absent = 'problem' in option.check(undefined) ? 'required' : 'none';
  return [
    code(name),
    env === undefined ? 'none' : code(env),
    fallback === undefined ? absent : code(fallback),
    values === undefined ? description : `${description} Allowed: ${values.map(code).join(', ')}.`,
  ];
}

function listsNoOthers(trial: Trial): void {
  const declared = Object.keys(trial.declaration.options);
  for (const [first = ''] of optionRows(trial)) {
    ensure(
      declared.some((name) => first === code(name)),
      `The README’s table of options has a row for ${first}, which is not declared.`,
    );
  }
}

/** The rows of the table that lists most of the options. */
function optionRows({ declaration, readme: location }: Trial): readonly Row[] {
  const names = Object.keys(declaration.options).map(code);
  const count = (rows: readonly Row[]): number => rows.filter(([first = '']) => names.includes(first)).length;
  const [best] = tables(readFileSync(location ?? '', 'utf8')).toSorted(
    (left, right) => count(right) - count(left),
  );
  if (!best || count(best) === 0) return fail('The README has no table of the options.');
  return best;
}

function tables(text: string): readonly (readonly Row[])[] {
  const found: Row[][] = [];
  let current: Row[] | undefined;
  for (const line of text.split('\n')) {
    if (!line.startsWith('|')) {
      current = undefined;
      continue;
    }
    if (!current) found.push((current = []));
    current.push(cells(line));
  }
  // Without the head and the line below it.
  return found.map((rows) => rows.slice(2));
}

function cells(row: string): Row {
  return row
    .slice(1, row.lastIndexOf('|'))
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll('\\|', '|'));
}

function code(text: string): string {
  return `\`${text}\``;
}
