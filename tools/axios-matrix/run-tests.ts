import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { type AxiosUnderTest } from './versions.js';

/** The columns of the table: the adapter settings that each test runs with. */
export const columns = ['http', 'fetch', 'default'] as const;

/** How many tests passed and failed. */
export interface Score {
  passed: number;
  failed: number;
}

/** What came of the engine's tests on one axios. */
export interface Outcome {
  readonly version: string;
  readonly scores: Readonly<Record<(typeof columns)[number] | 'other', Score>>;
  readonly failures: readonly string[];
}

interface JestReport {
  readonly testResults: readonly {
    readonly message: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

const folder = path.resolve('tools/axios-matrix');

/** Runs the engine's integration tests with one axios in the place of the workspace's. */
export async function runTests(axios: AxiosUnderTest, patterns: readonly string[]): Promise<Outcome> {
  const temporary = await mkdtemp(path.join(os.tmpdir(), 'axios-matrix-'));
  try {
    const output = path.join(temporary, 'report.json');
    await runJest(axios.module, ['--json', `--outputFile=${output}`, '--silent', ...patterns]);
    const report: unknown = JSON.parse(await readFile(output, 'utf8'));
    if (!isReport(report)) throw new Error(`Jest left no report for axios ${axios.version}.`);
    return summarise(axios.version, report);
  } finally {
    await rm(temporary, { recursive: true });
  }
}

function isReport(value: unknown): value is JestReport {
  return typeof value === 'object' && value !== null && 'testResults' in value;
}

function runJest(module: string, options: readonly string[]): Promise<void> {
  const jest = createRequire(path.join(folder, 'package.json')).resolve('jest/bin/jest');
  const child = spawn(process.execPath, [jest, '-c', path.join(folder, 'jest.config.cjs'), ...options], {
    env: { ...process.env, AXIOS: module, AXIOS_MATRIX: 'true' },
    stdio: ['ignore', 'ignore', 'ignore'],
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    // Failing tests are in the report; a run that made none fails when it is read.
    child.once('exit', () => {
      resolve();
    });
  });
}

function summarise(version: string, { testResults }: JestReport): Outcome {
  const score = (): Score => ({ passed: 0, failed: 0 });
  const scores = { http: score(), fetch: score(), default: score(), other: score() };
  const failures: string[] = [];
  for (const { message, assertionResults } of testResults) {
    if (assertionResults.length === 0) failures.push(message);
    for (const { fullName, status } of assertionResults) {
      const column = columns.find((name) => fullName.includes(`${name} adapter`)) ?? 'other';
      if (status === 'passed') scores[column].passed += 1;
      if (status !== 'failed') continue;
      scores[column].failed += 1;
      failures.push(fullName);
    }
  }
  return { version, scores, failures };
}
