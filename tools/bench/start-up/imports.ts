import { type Figure } from '../figure.js';
import { type Program, runFresh } from './fresh-process.js';

const packages = [
  '@axios-keyring/taxjar',
  '@axios-keyring/avanan',
  '@axios-keyring/azure-communication',
  'axios-keyring',
];

const formats = ['module', 'commonjs'] as const;
const titles = { module: 'ESM', commonjs: 'CommonJS' } as const;

/** The time in which axios is loaded, and packages after it. */
export async function importFigures(): Promise<readonly Figure[]> {
  const programs = formats.flatMap((format) => [
    importing(format, 'axios'),
    ...packages.map((name) => importing(format, name, 'axios')),
  ]);
  const times = await runFresh(programs);
  return [...times].map(([name, value]) => ({ name, value, unit: 'ms' }));
}

// What is there before is not in the time: the difference of two processes would be lost in the noise of axios itself.
function importing(format: Program['format'], name: string, before?: string): Program {
  const load = (loaded: string): string =>
    format === 'module' ? `await import('${loaded}');` : `require('${loaded}');`;
  const code = [
    ...(before === undefined ? [] : [load(before)]),
    'const start = performance.now();',
    load(name),
    'process.stdout.write(String(performance.now() - start));',
  ].join('\n');
  const beyond = before === undefined ? '' : `, beyond ${before}`;
  return { name: `${titles[format]}: ${name}${beyond}`, format, code };
}
