import { readFileSync } from 'node:fs';
import { ensure, fail } from './check.js';
import { type Checks } from './stage.js';
import type { DeclaredOptionLike } from './subject.js';
import type { Trial } from './trial.js';

type Row = readonly string[];

/** The README says of the options what the declaration says. */
export const readme: Checks = {
  'README: lists the options as they are declared': (trial) => {
    const rows = optionRows(trial);
    for (const [name, option] of Object.entries(trial.declaration.options)) {
      const row = rows.find(([first]) => first === code(name));
      if (!row) fail(`The README has no row for ${name} in its table of options.`);
      const expected = rowOf(name, option).join(' | ');
      ensure(
        row.join(' | ') === expected,
        `The README’s row for ${name} is not that of the declaration, which is: | ${expected} |`,
      );
    }
  },

  'README: lists no other options': (trial) => {
    const declared = Object.keys(trial.declaration.options).map(code);
    for (const [first = ''] of optionRows(trial)) {
      ensure(
        declared.includes(first),
        `The README’s table of options has a row for ${first}, which is not declared.`,
      );
    }
  },
};

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

/** The rows of the table that lists most of the options. */
function optionRows({ declaration, readme: location = '' }: Trial): readonly Row[] {
  const names = Object.keys(declaration.options).map(code);
  const count = (rows: readonly Row[]): number => rows.filter(([first = '']) => names.includes(first)).length;
  const tables = readFileSync(location, 'utf8')
    .split(/\n(?!\|)/)
    // Without the head and the line below it.
    .map((block) =>
      block
        .split('\n')
        .filter((line) => line.startsWith('|'))
        .slice(2)
        .map(cellsOf),
    );
  const [best = []] = tables.toSorted((left, right) => count(right) - count(left));
  return count(best) > 0 ? best : fail('The README has no table of the options.');
}

function cellsOf(row: string): Row {
  return row
    .slice(1, row.lastIndexOf('|'))
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll('\\|', '|'));
}

function code(text: string): string {
  return `\`${text}\``;
}
