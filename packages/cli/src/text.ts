import { type CommandIO, type OutputStream } from './io.js';

const styles = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33 } as const;

/** How a text may look. */
export type Style = keyof typeof styles;

/** Gives a text its look, or leaves it as it is where there are no colours. */
export type Painter = (style: Style, text: string) => string;

/**
 * Colours are for terminals. `NO_COLOR` turns them off and `FORCE_COLOR` on, which wins, as with Node itself:
 * https://no-color.org, https://force-color.org
 */
export function painterFor({ isTTY }: OutputStream, env: CommandIO['env']): Painter {
  const { FORCE_COLOR: forced = '', NO_COLOR: refused = '', TERM: terminal } = env;
  const isUsual = refused === '' && isTTY === true && terminal !== 'dumb';
  const hasColours = forced === '' ? isUsual : !['0', 'false'].includes(forced);
  return (style, text) => (hasColours ? `\u001b[${styles[style]}m${text}\u001b[0m` : text);
}

/**
 * A text that a terminal only shows: what comes from a file or from a server must not move its cursor or turn the
 * direction of writing. Line breaks and tabs are kept.
 */
export function printable(text: string): string {
  return text.replaceAll('\r\n', '\n').replaceAll(/[^\P{C}\n\t]/gu, '\ufffd');
}

/** What stands in a table: a text, which may have several lines, or one with a look. */
export type Cell = string | { readonly text: string; readonly style: Style };

/** What stands between two columns, in characters. */
const gap = 2;

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
  const table = [heading, ...rows];
  const widths = columns.map((_, column) =>
    Math.max(...table.flatMap((row) => linesOf(row[column]).map(({ length }) => length))),
  );
  const width = widths.reduce((sum, each) => sum + gap + each);
  if (width > room) return rows.map((row) => formatBlock(columns, row, paint, room)).join('\n\n');
  return table.map((row) => formatRow(row, widths, paint)).join('\n');
}

/** One line for each row and tabs between its cells, as `cut` and `awk` read it; for everything but terminals. */
export function formatTabs(rows: readonly (readonly Cell[])[]): string {
  const inOneLine = (cell: Cell): string => linesOf(cell).join(', ').replaceAll('\t', ' ');
  return rows.map((row) => row.map(inOneLine).join('\t')).join('\n');
}

function formatRow(row: readonly Cell[], widths: readonly number[], paint: Painter): string {
  const height = Math.max(...row.map((cell) => linesOf(cell).length));
  const line = (index: number): string =>
    row
      .map((cell, column) => {
        const text = linesOf(cell)[index] ?? '';
        return painted(cell, text, paint) + ' '.repeat((widths[column] ?? 0) - text.length);
      })
      .join(' '.repeat(gap))
      .trimEnd();
  return Array.from({ length: height }, (_, index) => line(index)).join('\n');
}

// The first cell says what the row is about; the others stand below it, each behind the name of its column.
function formatBlock(
  [, ...columns]: readonly string[],
  [first, ...cells]: readonly Cell[],
  paint: Painter,
  room: number,
): string {
  const margin = Math.max(...columns.map(({ length }) => length)) + 2 * gap;
  const below = cells.flatMap((cell, column) =>
    linesOf(cell)
      .flatMap((line) => wrap(line, room - margin))
      .filter((line) => line !== '')
      .map((line, index) => {
        const name = index === 0 ? (columns[column] ?? '') : '';
        return paint('dim', `${' '.repeat(gap)}${name}`.padEnd(margin)) + painted(cell, line, paint);
      }),
  );
  return [...linesOf(first), ...below].join('\n');
}

// A word that is longer than the room stays whole, as a URL has to be copied whole.
function wrap(text: string, room: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.pop();
    if (last === undefined) lines.push(word);
    else if (last.length + 1 + word.length > room) lines.push(last, word);
    else lines.push(`${last} ${word}`);
  }
  return lines;
}

function linesOf(cell: Cell = ''): readonly string[] {
  return printable(typeof cell === 'string' ? cell : cell.text).split('\n');
}

function painted(cell: Cell, text: string, paint: Painter): string {
  return typeof cell === 'string' || text === '' ? text : paint(cell.style, text);
}
