import { findJSONProblem } from './json-position.js';
import { type ReadResult } from './read-config.js';

/** Reads JSON. A problem says where it is, and repeats nothing of the text. */
export function readJSON(text: string): ReadResult {
  // Editors on Windows put a byte order mark at the beginning.
  const json = text.replace(/^\uFEFF/, '');
  try {
    const value: unknown = JSON.parse(json);
    return { value };
  } catch {
    if (json.trim() === '') return { value: undefined };
    const { line, column, reason } = findJSONProblem(json);
    return { problem: `It is not JSON: in line ${line}, column ${column}, ${reason}.` };
  }
}
