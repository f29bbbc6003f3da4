import { findJSONProblem } from './json-position.js';
import { shownKey } from '../place.js';
import { type ReadResult } from './read-config.js';
import { findRepeatedKey, type RepeatedKey } from './repeated-key.js';

/** Reads JSON. A problem says where it is, and repeats nothing of the text. */
export function readJSON(json: string): ReadResult {
  try {
    const value: unknown = JSON.parse(json);
    const repeated = findRepeatedKey(json);
    return repeated ? { problem: repeatedProblem(repeated) } : { value };
  } catch {
    if (json.trim() === '') return { value: undefined };
    const { line, column, reason } = findJSONProblem(json);
    return { problem: `It is not JSON: in line ${line}, column ${column}, ${reason}.` };
  }
}

function repeatedProblem({ key, line, column }: RepeatedKey): string {
  const name = key === '' ? 'the empty key' : shownKey(key);
  return `In line ${line}, column ${column}, ${name} is there for the second time in one object, and the first would be ignored. Remove one.`;
}
