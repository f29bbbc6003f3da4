import { type ParseErrorCode, printParseErrorCode, visit } from 'jsonc-parser';
import { Mistake } from '../findings.js';
import { shownKey } from '../plain.js';

/**
 * Reads JSON; `undefined` if there is nothing in it. `JSON.parse` alone would drop all but the last of several equal
 * keys, and its messages repeat what stands in the text, which may be a secret, and do not all say where.
 *
 * @throws Mistake with the place where the text stops being JSON, or where a key is for the second time.
 */
export function readJSON(text: string): unknown {
  if (text.trim() === '') return undefined;
  try {
    refuseProblems(text);
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof Mistake) throw error;
    throw new Mistake('It is not JSON, or nested too deep to be a config.');
  }
}

function refuseProblems(text: string): void {
  // The keys of each object that is open.
  const open: Set<string>[] = [];
  visit(
    text,
    {
      onObjectBegin: () => {
        open.push(new Set());
      },
      onObjectProperty: (key, _offset, _length, line, column) => {
        const keys = open.at(-1);
        if (keys?.has(key)) {
          const name = key === '' ? 'the empty key' : shownKey(key);
          throw new Mistake(
            `In line ${line + 1}, column ${column + 1}, ${name} is there for the second time in one object, and the ` +
              'first would be ignored. Remove one.',
          );
        }
        keys?.add(key);
      },
      onObjectEnd: () => {
        open.pop();
      },
      onError: (code, _offset, _length, line, column) => {
        throw new Mistake(`It is not JSON: in line ${line + 1}, column ${column + 1}, ${reasonOf(code)}.`);
      },
    },
    { disallowComments: true },
  );
}

function reasonOf(code: ParseErrorCode): string {
  const name = printParseErrorCode(code);
  if (name === 'InvalidCommentToken') return 'JSON has no comments; YAML has';
  if (name === 'InvalidSymbol') return 'a value, or a key in double quotation marks, is expected here';
  return name.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).toLowerCase();
}
