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

/** The time in which packages are loaded, after axios and with it. */
export async function importFigures(): Promise<readonly Figure[]> {
  const programs = formats.flatMap((format) => [
    importing(format, ['axios']),
    ...packages.map((name) => importing(format, ['axios', name])),
  ]);
  const times = await runFresh(programs);
  return formats.flatMap((format) => {
    const alone = times.get(nameOf(format, ['axios'])) ?? NaN;
    return [
      { name: nameOf(format, ['axios']), value: alone, unit: 'ms' },
      ...packages.map((name) => {
        const both = times.get(nameOf(format, ['axios', name])) ?? NaN;
        return { name: `${titles[format]}: ${name}, beyond axios`, value: both - alone, unit: 'ms' };
      }),
    ];
  });
}

function nameOf(format: Program['format'], names: readonly string[]): string {
  return `${titles[format]}: ${names.join(' and ')}`;
}

function importing(format: Program['format'], names: readonly string[]): Program {
  const load = (name: string): string =>
    format === 'module' ? `await import('${name}');` : `require('${name}');`;
  const code = [
    'const start = performance.now();',
    ...names.map(load),
    'process.stdout.write(String(performance.now() - start));',
  ].join('\n');
  return { name: nameOf(format, names), format, code };
}
