import { isCurrent, writeTable } from './compatibility-table.js';
import { columns, type Outcome, runTests } from './run-tests.js';
import { runMixedApp } from './run-mixed-app.js';
import { versions } from './versions.js';

// What depends on the axios at hand; the property tests of matching run with one version only.
const short = ['redirect', 'conceal', 'recover', 'hostile', 'wire'];

async function main(options: readonly string[]): Promise<void> {
  const unknown = options.find((option) => !['--short', '--write'].includes(option));
  if (unknown !== undefined)
    throw new Error(`There is no option ${unknown}. The options are --short and --write.`);
  const isShort = options.includes('--short');
  const outcomes: Outcome[] = [];
  for (const axios of versions.filter(({ always }) => always || !isShort)) {
    const outcome = await runTests(axios, isShort ? short : []);
    outcomes.push(outcome);
    console.log(describe(outcome));
    for (const failure of outcome.failures) console.log(`  ✗ ${failure}`);
  }
  const mixed = await runMixedApp();
  console.log(`ESM application with a CommonJS copy of axios, and the reverse  ${mixed}`);
  if (options.includes('--write')) await writeTable(outcomes);
  else if (!isShort && !(await isCurrent(outcomes))) {
    console.log('The table in README.md says something else. Write it anew: npm run test:axios -- --write');
    process.exitCode = 1;
  }
  const total = (kind: 'passed' | 'failed'): number =>
    outcomes.flatMap(({ scores }) => Object.values(scores)).reduce((sum, score) => sum + score[kind], 0);
  const failed = Math.max(total('failed'), outcomes.flatMap(({ failures }) => failures).length);
  console.log(`${total('passed') + mixed} passed, ${failed} failed`);
  // No test at all is no proof.
  if (failed > 0 || total('passed') === 0) process.exitCode = 1;
}

function describe({ version, scores }: Outcome): string {
  const parts = [...columns, 'other' as const].map(
    (column) => `${column} ${scores[column].passed}/${scores[column].passed + scores[column].failed}`,
  );
  return `axios ${version.padEnd(7)} ${parts.join('  ')}`;
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
