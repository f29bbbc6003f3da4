import { jsonTokens, type TextPosition, textPosition } from './json-position.js';

/** A key that an object has twice, and where the second one stands. */
export interface RepeatedKey extends TextPosition {
  readonly key: string;
}

/** Finds the first key that is twice in one object of a text that is JSON: `JSON.parse` drops all but the last. */
export function findRepeatedKey(text: string): RepeatedKey | undefined {
  // The keys of each object that is open; a list has none.
  const open: (Set<string> | undefined)[] = [];
  let position = 0;
  let isKey = false;
  for (;;) {
    jsonTokens.lastIndex = position;
    const { mark, string } = jsonTokens.exec(text)?.groups ?? {};
    position = jsonTokens.lastIndex;
    if (position === 0) return undefined;
    const keys = open.at(-1);
    if (string !== undefined && isKey && keys) {
      // Two ways of writing make one key.
      const key = String(JSON.parse(string));
      if (keys.has(key)) return { key, ...textPosition(text, position - string.length) };
      keys.add(key);
    }
    if (mark === '{' || mark === '[') open.push(mark === '{' ? new Set() : undefined);
    if (mark === '}' || mark === ']') open.pop();
    isKey = mark === '{' || (mark === ',' && open.at(-1) !== undefined);
  }
}
