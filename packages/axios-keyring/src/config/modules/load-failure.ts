import { property } from '@axios-keyring/core';

const advice: Readonly<Record<string, string>> = {
  ERR_REQUIRE_ESM:
    'It is an ES module, which this Node cannot require. Use Node 20.19 or later, or import axios-keyring.',
  ERR_REQUIRE_ASYNC_MODULE:
    'It awaits at its top level, so it cannot be required. Remove the await, or import axios-keyring.',
  ERR_UNKNOWN_FILE_EXTENSION:
    'It imports a file that this Node does not read, as one in TypeScript: only the first is compiled. Use Node 22.18 or later.',
  ERR_MODULE_NOT_FOUND:
    'A file or a package that it imports is not there: run it alone with node to see which.',
  MODULE_NOT_FOUND: 'A file or a package that it imports is not there: run it alone with node to see which.',
};

/**
 * What may be told of a module that failed: the error’s name, its code, and what to do. Its message may repeat the
 * program’s text.
 *
 * @param otherwise - What to do where the code says nothing.
 */
export function describeFailure(error: unknown, otherwise = ''): string {
  const code = property(error, 'code');
  const isCode = typeof code === 'string' && /^\w+$/.test(code);
  const remedy = (isCode && Object.hasOwn(advice, code) ? advice[code] : undefined) ?? otherwise;
  const told = `(${errorName(error)}${isCode ? `, ${code}` : ''}${syntaxLine(error)}).`;
  return remedy === '' ? told : `${told} ${remedy}`;
}

/** The same for what fails while it is loaded, which node alone tells more of. */
export function describeLoadFailure(error: unknown): string {
  return describeFailure(error, 'Run it alone with node to see why.');
}

// Node puts the place before the error: `/path/keyring.config.mjs:3`. What comes after it is of the file.
function syntaxLine(error: unknown): string {
  const stack = errorName(error) === 'SyntaxError' ? property(error, 'stack') : undefined;
  const line = typeof stack === 'string' ? /^\S+:(\d+)\n/.exec(stack)?.[1] : undefined;
  return line === undefined ? '' : `, line ${line}`;
}

/** The name of an error, also of one from another realm. */
export function errorName(error: unknown): string {
  const name: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'name') : undefined;
  return typeof name === 'string' && /^\w{1,40}$/.test(name) ? name : 'an error';
}
