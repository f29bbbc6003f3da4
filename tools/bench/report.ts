import { type Figure, missesBar } from './figure.js';
import { type Machine } from './machine.js';

/** The machine in one line. */
export function describeMachine({ processor, processors, system, node, packages }: Machine): string {
  const versions = Object.entries(packages).map(([name, version]) => `${name} ${version}`);
  return `${processor}, ${processors} processors, ${system}; Node ${node}, ${versions.join(', ')}`;
}

/** The figures of one suite as a Markdown table. */
export function figureTable(figures: readonly Figure[]): string {
  const rows = [['', 'figure', 'ratio', 'bar'], ...figures.map(rowOf)];
  const widths = [0, 1, 2, 3].map((column) => Math.max(3, ...rows.map((row) => (row[column] ?? '').length)));
  const lines = rows.map((row) => line(widths.map((width, column) => (row[column] ?? '').padEnd(width))));
  return [lines[0], line(widths.map((width) => '-'.repeat(width))), ...lines.slice(1)].join('\n');
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function rowOf(figure: Figure): string[] {
  const { name, value, unit = '', ratio, bar, note } = figure;
  return [
    name,
    `${written(value)} ${unit}`.trimEnd() + (note === undefined ? '' : ` (${note})`),
    ratio === undefined ? '' : `${ratio.value.toFixed(2)} × ${ratio.to}`,
    bar === undefined ? '' : `≤ ${bar}${missesBar(figure) ? '  ✗' : ''}`,
  ];
}

function written(value: number): string {
  if (Number.isInteger(value)) return value.toLocaleString('en');
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);
}
