import { readFile, writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { bars } from './bars.js';
import { type Figure, missesBar } from './figure.js';
import { type Machine } from './machine.js';
import { describeMachine } from './report.js';

const file = 'README.md';
const start = /<!-- bench\b.*?-->/;
const end = '<!-- /bench -->';

/** What has to be shown as a Markdown table, with where it was measured. */
export function barTable(figures: readonly Figure[], machine: Machine): string {
  const rows = Object.values(bars).map(({ name, limit }) => {
    const figure = figures.find((candidate) => candidate.name === name);
    if (!figure) return [name, 'not measured', `≤ ${limit}`, '✗'];
    const { value, note } = figure;
    const measured = Number.isInteger(value) ? String(value) : value.toFixed(2);
    return [
      name,
      note === undefined ? measured : `${measured} (${note})`,
      `≤ ${limit}`,
      missesBar(figure) ? '✗' : '✓',
    ];
  });
  const lines = [['figure', 'measured', 'bar', 'ok'], ['---', '---', '---', '---'], ...rows];
  return `${lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n\n${describeMachine(machine)}.`;
}

/** Writes the table into the README, between its two markers. */
export async function writeBarTable(table: string): Promise<void> {
  const readme = await readFile(file, 'utf8');
  const [marker] = start.exec(readme) ?? [];
  const [before, rest] = marker === undefined ? [] : readme.split(marker);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined || marker === undefined) {
    throw new Error(`${file} has no place for the table: <!-- bench --> … ${end}`);
  }
  const style = await resolveConfig(file);
  const text = `${before}${marker}\n\n${table}\n\n${end}${after}`;
  await writeFile(file, await format(text, { ...style, parser: 'markdown' }));
}
