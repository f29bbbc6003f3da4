/** Lays rows out in columns; a cell may have several lines. */
export function formatTable(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [columns, ...rows].map((row) => row.map((cell) => cell.split('\n')));
  const widths = columns.map((_, column) =>
    Math.max(...cells.flatMap((row) => (row[column] ?? []).map((line) => line.length))),
  );
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  const blocks = cells.map((row) => {
    const height = Math.max(...row.map((lines) => lines.length));
    return Array.from({ length: height }, (_, line) =>
      widths
        .map((width, column) => (row[column]?.[line] ?? '').padEnd(width))
        .join('  ')
        .trimEnd(),
    ).join('\n');
  });
  return blocks.join(`\n${rule}\n`);
}
