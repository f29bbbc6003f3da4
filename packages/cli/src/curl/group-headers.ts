import { type HeaderLine } from './headers.js';

/** All values of one header, in their order; none for a header that is left out. */
export interface HeaderGroup {
  readonly name: string;
  readonly values: readonly string[];
}

/** Puts the lines of one header together, however its name is written: as with curl, each value is sent. */
export function groupHeaders(lines: readonly HeaderLine[]): readonly HeaderGroup[] {
  const groups = new Map<string, HeaderGroup>();
  for (const { name, value } of lines) {
    const key = name.toLowerCase();
    const group = groups.get(key) ?? { name, values: [] };
    groups.set(key, value === undefined ? group : { ...group, values: [...group.values, value] });
  }
  return [...groups.values()];
}
