export { type CommandIO, type InputStream, type OutputStream } from './io.js';
export { run } from './run.js';
