import { property } from '@axios-keyring/core';
import { decodeText } from '@axios-keyring/core/engine';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { Mistake } from '../findings.js';
import { defaultExport, importFile, importNatively } from '../modules/import-module.js';
import { describeLoadFailure, errorName } from '../modules/load-failure.js';
import { readJSON } from './read-json.js';

/** The formats, by the ending of a file’s name, in the order in which a folder is searched. */
export const endings: readonly string[] = ['.json', '.yaml', '.yml', '.js', '.cjs', '.mjs', '.ts'];

/** The names that a config may have. */
export const configNames: readonly string[] = endings.map((ending) => `keyring.config${ending}`);

/** Whether a file is written down, and not a program. */
export function isDataFile(path: string): boolean {
  return ['.json', '.yaml', '.yml'].includes(extname(path));
}

/**
 * What a file holds, read by the ending of its name; `undefined` if that is nothing.
 *
 * @throws Mistake if it cannot be told, without a piece of the file.
 */
export async function readConfig(path: string): Promise<unknown> {
  const ending = extname(path);
  if (!endings.includes(ending)) {
    throw new Mistake(`A config is one of ${endings.join(', ')}. Rename the file.`);
  }
  const bytes = await readFile(path).catch((error: unknown) => {
    const code = property(error, 'code');
    const why = typeof code === 'string' ? ` (${code})` : '';
    throw new Mistake(`The file cannot be read${why}. See whether it is there and may be read.`);
  });
  const decoded = decodeText(bytes);
  if ('problem' in decoded) throw new Mistake(`The file ${decoded.problem}`);
  if (!isDataFile(path)) return readCode(path);
  return ending === '.json' ? readJSON(decoded.text) : readYAML(decoded.text);
}

async function readYAML(text: string): Promise<unknown> {
  const { load } = await import('js-yaml');
  try {
    return load(text) ?? undefined;
  } catch (error) {
    // The message has a piece of the file in it, so it is made anew.
    const mark = property(error, 'mark');
    const [line, column] = [property(mark, 'line'), property(mark, 'column')];
    const isKnown = typeof line === 'number' && typeof column === 'number';
    const where = isKnown ? `in line ${line + 1}, column ${column + 1}` : 'somewhere';
    // What is quoted, in angle brackets or behind an exclamation mark is of the file.
    const reason = String(property(error, 'reason')).replace(/["'<!(].*$/s, '');
    throw new Mistake(`It is not YAML: ${where}, ${reason.trim() || 'something is wrong'}.`);
  }
}

async function readCode(path: string): Promise<unknown> {
  let config: unknown;
  try {
    // A promise of a config is as good as one.
    config = await exportOf(path);
  } catch (error) {
    if (error instanceof Mistake) throw error;
    const what = errorName(error) === 'SyntaxError' ? 'It is not JavaScript' : 'Running it failed';
    throw new Mistake(`${what} ${describeLoadFailure(error)}`);
  }
  if (typeof config !== 'function') return config;
  throw new Mistake('It exports a function. Export the config itself: export default { routes: [ … ] }.');
}

async function exportOf(path: string): Promise<unknown> {
  try {
    return defaultExport((await importFile(path))?.exports);
  } catch (error) {
    const code = property(error, 'code');
    if (code !== 'ERR_REQUIRE_ESM' && code !== 'ERR_REQUIRE_ASYNC_MODULE') throw error;
    return defaultExport(await importNatively(path));
  }
}
