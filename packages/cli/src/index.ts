/**
 * The command line, as a function.
 *
 * @module @axios-keyring/cli
 */
export { type CommandIO, type InputStream, type OutputStream } from './io.js';
export { run } from './run.js';
