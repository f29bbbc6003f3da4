import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { loaded } from './figures.js';
import { type Contestant } from './timed.js';

/** The time in which axios is loaded, and packages after it, each time in a new process and with what is built. */
export function startUp(): readonly Contestant[] {
  return (['module', 'commonjs'] as const).flatMap((format) => [
    loading(format, 'axios'),
    ...loaded.map((name) => loading(format, name, 'axios')),
  ]);
}

// What is there before is not in the time: the difference of two processes would be lost in the noise of axios itself.
function loading(format: 'module' | 'commonjs', name: string, before = 'node:events'): Contestant {
  const load = (one: string): string =>
    format === 'module' ? `await import('${one}');` : `require('${one}');`;
  const code = `
    ${load(before)}
    const start = performance.now();
    ${load(name)}
    process.stdout.write(String((performance.now() - start) * 1_000));`;
  return {
    name: `${format === 'module' ? 'ESM' : 'CommonJS'}: ${name}`,
    measure: async () => {
      const node = promisify(execFile);
      return Number((await node(process.execPath, [`--input-type=${format}`, '--eval', code])).stdout);
    },
  };
}
