import { readFile, writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { withSections } from '../docs/sections.js';
import { table } from '../docs/table.js';
import { type Outcome } from './run-suite.js';

const file = 'README.md';

/** Writes what every runtime achieved into the README, between its two markers. */
export async function writeTable(outcomes: readonly Outcome[]): Promise<void> {
  const readme = await readFile(file, 'utf8');
  const style = { ...(await resolveConfig(file)), filepath: file };
  const text = withSections(readme, file, new Map([['runtimes', tableOf(outcomes)]]));
  await writeFile(file, await format(text, style));
}

function tableOf(outcomes: readonly Outcome[]): string {
  const rows = [...rowsOf(outcomes).values()].map((row) => {
    const [{ runtime }] = row;
    const formats = new Set(row.map(({ runtime: { format: one } }) => one));
    const adapters = new Set(row.map(({ adapter }) => adapter));
    const results = row.flatMap((outcome) => outcome.results);
    const failed = results.filter(({ problem }) => problem !== undefined).length;
    return [
      `${runtime.name} ${runtime.version}`,
      [...formats].join(', '),
      [...adapters].join(', '),
      failed === 0 ? `✓ ${results.length} checks` : `✗ ${failed} of ${results.length} fail`,
      runtime.limits.map(({ what }) => what).join('; ') || '–',
    ];
  });
  return table(
    ['runtime', 'packages as', 'adapters', 'smoke suite', 'what this runtime itself does not do'],
    rows,
  );
}

/** The runs of one runtime, in whichever format and over whichever adapter. */
type Row = readonly [Outcome, ...Outcome[]];

function rowsOf(outcomes: readonly Outcome[]): ReadonlyMap<string, Row> {
  const rows = new Map<string, Row>();
  for (const outcome of outcomes) {
    const { name, version } = outcome.runtime;
    const key = `${name} ${version}`;
    const row = rows.get(key);
    rows.set(key, row ? [...row, outcome] : [outcome]);
  }
  return rows;
}
