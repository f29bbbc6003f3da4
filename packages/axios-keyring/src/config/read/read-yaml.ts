import { property } from '@axios-keyring/core';
import { type ReadResult } from './read-config.js';

/** Reads YAML with the parser of cosmiconfig. A problem says where it is, and repeats nothing of the text. */
export async function readYAML(path: string, text: string): Promise<ReadResult> {
  const { defaultLoaders } = await import('cosmiconfig');
  try {
    const value: unknown = defaultLoaders['.yaml'](path, text);
    return { value: value ?? undefined };
  } catch (error) {
    // The message has a piece of the file in it, so it is made anew.
    const mark = property(error, 'mark');
    const line = property(mark, 'line');
    const column = property(mark, 'column');
    const where =
      typeof line === 'number' && typeof column === 'number'
        ? `in line ${line + 1}, column ${column + 1}`
        : 'somewhere';
    return { problem: `It is not YAML: ${where}, ${reasonOf(error)}.` };
  }
}

// What is quoted, in angle brackets or behind an exclamation mark is of the file.
function reasonOf(error: unknown): string {
  const reason = property(error, 'reason');
  const own = typeof reason === 'string' ? reason.replace(/["'<!(].*$/s, '').trim() : '';
  return own === '' ? 'something is wrong' : own;
}
