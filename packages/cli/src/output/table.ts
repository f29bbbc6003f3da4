import { type Painter, type Style } from './colour.js';
import { printable } from './printable.js';

/** What stands in a table: a text, which may have several lines, or one with a look. */
export type Cell = string | { readonly text: string; readonly style: Style };

/**
 * Columns side by side with a heading, for a terminal; where they do not fit, a block for each row.
 *
 * @param room - How many characters a line has.
 */
export function formatTable(
  columns: readonly string[],
  rows: readonly (readonly Cell[])[],
  paint: Painter,
  room: number,
): string {
  const heading = columns.map((text): Cell => ({ text: text.toUpperCase(), style: 'dim' }));
  const table = [heading, ...rows].map((row) => row.map(linesOf));
  const widths = columns.map((_, column) =>
    Math.max(...table.flatMap((row) => (row[column]?.lines ?? []).map((line) => line.length))),
  );
  const fits = widths.reduce((sum, width) => sum + width + gap, -gap) <= room;
  if (!fits) return rows.map((row) => formatBlock(columns, row.map(linesOf), paint, room)).join('\n\n');
  return table.map((row) => formatRow(row, widths, paint)).join('\n');
}

/** What stands between two columns, in characters. */
const gap = 2;

// The first cell says what the row is about; the others stand below it, each behind the name of its column.
function formatBlock(
  columns: readonly string[],
  [first, ...cells]: readonly Lines[],
  paint: Painter,
  room: number,
): string {
  const margin = Math.max(...columns.slice(1).map(({ length }) => length)) + 2 * gap;
  const below = cells.flatMap(({ lines, style }, index) =>
    lines
      .flatMap((line) => wrap(line, room - margin))
      .filter((line) => line !== '')
      .map((line, number) => {
        const name = number === 0 ? (columns[index + 1] ?? '') : '';
        const label = paint('dim', `${' '.repeat(gap)}${name}`.padEnd(margin));
        return label + (style === undefined ? line : paint(style, line));
      }),
  );
  return [...(first?.lines ?? []), ...below].join('\n');
}

// A word that is longer than the room stays whole, as a URL has to be copied whole.
function wrap(text: string, room: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    const longer = last === undefined ? word : `${last} ${word}`;
    if (last === undefined || longer.length > room) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
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
      .join(' '.repeat(gap))
      .trimEnd(),
  ).join('\n');
}

function formatLine({ lines, style }: Lines, index: number, width: number, paint: Painter): string {
  const text = lines[index] ?? '';
  const padding = ' '.repeat(width - text.length);
  return (style === undefined || text === '' ? text : paint(style, text)) + padding;
}
