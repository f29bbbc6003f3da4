import { type Painter, type Style } from './colour.js';
import { printable } from './printable.js';

/** What stands in a table: a text, which may have several lines, or one with a look. */
export type Cell = string | { readonly text: string; readonly style: Style };

/** Columns side by side with a heading, for a terminal. */
export function formatTable(
  columns: readonly string[],
  rows: readonly (readonly Cell[])[],
  paint: Painter,
): string {
  const heading = columns.map((text): Cell => ({ text: text.toUpperCase(), style: 'dim' }));
  const table = [heading, ...rows].map((row) => row.map(linesOf));
  const widths = columns.map((_, column) =>
    Math.max(...table.flatMap((row) => (row[column]?.lines ?? []).map((line) => line.length))),
  );
  return table.map((row) => formatRow(row, widths, paint)).join('\n');
}

/** One line for each row and tabs between its cells, as `cut` and `awk` read it; for everything but terminals. */
export function formatTabs(rows: readonly (readonly Cell[])[]): string {
  const line = (row: readonly Cell[]): string =>
    row.map((cell) => linesOf(cell).lines.join(', ').replaceAll('\t', ' ')).join('\t');
  return rows.map(line).join('\n');
}

interface Lines {
  readonly lines: readonly string[];
  readonly style?: Style;
}

function linesOf(cell: Cell): Lines {
  if (typeof cell === 'string') return { lines: printable(cell).split('\n') };
  return { lines: printable(cell.text).split('\n'), style: cell.style };
}

function formatRow(row: readonly Lines[], widths: readonly number[], paint: Painter): string {
  const height = Math.max(...row.map(({ lines }) => lines.length));
  return Array.from({ length: height }, (_, index) =>
    row
      .map((cell, column) => formatLine(cell, index, widths[column] ?? 0, paint))
      .join('  ')
      .trimEnd(),
  ).join('\n');
}

function formatLine({ lines, style }: Lines, index: number, width: number, paint: Painter): string {
  const text = lines[index] ?? '';
  const padding = ' '.repeat(width - text.length);
  return (style === undefined || text === '' ? text : paint(style, text)) + padding;
}
