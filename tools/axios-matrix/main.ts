import { execFileSync, spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import axios from 'axios';
import * as v from 'valibot';
import { table } from '../docs/table.js';
import { isSection, writeSection } from '../docs/write-section.js';
import { runMain } from '../packed/run-main.js';
import { always, limits, versions } from './versions.js';

/** The columns of the table: the adapter settings that each test runs with. */
const adapters = ['http', 'fetch', 'default'];

// What depends on the axios at hand; the property tests of matching run with one version only.
const short = ['redirect', 'conceal', 'recover', 'refusal', 'placement', 'hostile', 'wire'];

const report = v.object({
  testResults: v.array(
    v.object({
      message: v.string(),
      assertionResults: v.array(v.object({ fullName: v.string(), status: v.string() })),
    }),
  ),
});

interface Test {
  readonly name: string;
  readonly isPassed: boolean;
}

/** Runs the engine's tests with one axios in the place of the workspace's. */
function runTests(version: string, patterns: readonly string[]): readonly Test[] {
  const module = version === axios.VERSION ? 'axios' : `axios-v${version}`;
  const config = ['-c', 'tools/axios-matrix/jest.config.cjs', '--json', '--silent'];
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['node_modules/jest/bin/jest.js', ...config, ...patterns],
    {
      env: { ...process.env, AXIOS: module, AXIOS_MATRIX: 'true' },
      encoding: 'utf8',
      maxBuffer: Infinity,
    },
  );
  if (stdout === '') throw new Error(stderr);
  return v.parse(report, JSON.parse(stdout)).testResults.flatMap(({ message, assertionResults }) => {
    // A file that cannot be run has no tests.
    if (assertionResults.length === 0) return [{ name: message, isPassed: false }];
    return assertionResults
      .filter(({ status }) => status === 'passed' || status === 'failed')
      .map(({ fullName, status }) => ({ name: fullName, isPassed: status === 'passed' }));
  });
}

function score(tests: readonly Test[]): string {
  const failed = tests.filter(({ isPassed }) => !isPassed).length;
  return failed === 0 ? `✓ ${tests.length} tests` : `✗ ${failed} of ${tests.length} fail`;
}

function scores(tests: readonly Test[]): readonly string[] {
  return adapters.map((adapter) => score(tests.filter(({ name }) => name.includes(`${adapter} adapter`))));
}

function tableOf(outcomes: ReadonlyMap<string, readonly Test[]>): string {
  const rows = [...outcomes].map(([version, tests]) => {
    const missing = limits.filter(({ before }) => isOlder(version, before)).map(({ what }) => what);
    return [version, ...scores(tests), missing.join('; ') || '–'];
  });
  const head = [
    'axios',
    'http adapter',
    'fetch adapter',
    'default list',
    'what this axios itself does not do',
  ];
  const mixed =
    'An ESM application with a CommonJS copy of axios, and the reverse, is served over each of these adapters too.';
  return `${table(head, rows)}\n\n${mixed}`;
}

function isOlder(version: string, other: string): boolean {
  return version.localeCompare(other, 'en', { numeric: true }) < 0;
}

/** @returns How many tests fail, and how many versions have none. */
async function main(): Promise<number> {
  const option = { type: 'boolean', default: false } as const;
  const { values: given } = parseArgs({ options: { short: option, write: option } });
  const outcomes = new Map<string, readonly Test[]>();
  let failures = 0;
  for (const version of given.short ? always : versions) {
    const tests = runTests(version, given.short ? short : []);
    outcomes.set(version, tests);
    console.log(`axios ${version.padEnd(7)} ${[...scores(tests), `all: ${score(tests)}`].join('  ')}`);
    for (const { name, isPassed } of tests) if (!isPassed) console.log(`  ✗ ${name}`);
    // No test at all is no proof.
    failures += tests.length === 0 ? 1 : tests.filter(({ isPassed }) => !isPassed).length;
  }
  const mixed = execFileSync(process.execPath, ['tools/axios-matrix/mixed-app.mjs'], { encoding: 'utf8' });
  console.log(`ESM application with a CommonJS copy of axios, and the reverse: ${mixed.trim()} passed`);
  if (given.write) await writeSection('README.md', 'axios-matrix', tableOf(outcomes));
  else if (!given.short && !(await isSection('README.md', 'axios-matrix', tableOf(outcomes)))) {
    console.log('The table in README.md says something else. Write it anew: npm run test:axios -- --write');
    return failures + 1;
  }
  return failures;
}

runMain(main);
