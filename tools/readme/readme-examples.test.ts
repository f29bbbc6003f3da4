import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import axios from 'axios';
import ts from 'typescript';
import { type Example, examplesIn, readmes } from './readme-files.js';
import { type StandIns, startStandIns } from './stand-ins.js';
import { typeProblems } from './type-check.js';

const examples = readmes().flatMap((readme) => examplesIn(readme));

let standIns: StandIns;

beforeAll(async () => {
  standIns = await startStandIns();
});

afterAll(async () => {
  await standIns.close();
});

beforeEach(() => {
  standIns.takeRequests();
  jest.replaceProperty(process, 'env', standIns.environment);
  jest.replaceProperty(axios.defaults, 'adapter', standIns.adapter);
  for (const say of ['log', 'warn'] as const) jest.spyOn(console, say).mockImplementation(() => undefined);
});

afterEach(() => {
  jest.restoreAllMocks();
});

// The constructor of functions whose body may wait; it has no name of its own.
const AsyncFunction: unknown = Reflect.get(async () => Promise.resolve(), 'constructor');

/**
 * Runs an example as it is written, in this realm, so that it meets the same axios and the same packages.
 *
 * @param runner - Stands in for node:test.
 */
async function run({ code }: Example, runner = {}): Promise<void> {
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: {
      module: ts.ModuleKind.CommonJS,
      target: ts.ScriptTarget.ES2022,
      esModuleInterop: true,
    },
  });
  if (typeof AsyncFunction !== 'function') throw new Error('There are no async functions.');
  const body: unknown = Reflect.construct(AsyncFunction, ['require', 'exports', outputText]);
  if (typeof body !== 'function') throw new Error('The example did not become a function.');
  const load = (name: string): unknown =>
    name === 'node:test' ? runner : Reflect.apply(require, undefined, [name]);
  await Reflect.apply(body, undefined, [load, {}]);
}

describe('the examples of the READMEs', () => {
  it.each(
    readmes().flatMap((readme) => (readme.path.includes('README') ? [[readme.path, readme] as const] : [])),
  )('of %s are run, at least one', (_, readme) => {
    expect(examplesIn(readme).filter(({ runs }) => runs)).not.toHaveLength(0);
  });

  it('are right for the TypeScript compiler', () => {
    expect(typeProblems(examples)).toEqual([]);
  }, 60_000);

  it.each(
    examples
      .filter(({ runs }) => runs)
      .map((example) => [`${example.readme}:${example.line}`, example] as const),
  )('do what they say at %s', async (_, example) => {
    await run(example);

    const requests = standIns.takeRequests();
    // One that uses axios talks to our servers, unless it brings one of its own.
    const isServed = example.code.includes("from 'axios'") && !example.code.includes('startServer');
    if (isServed) expect(requests).not.toHaveLength(0);
    expect(requests.filter(({ status }) => status >= 400)).toEqual([]);
  });

  it('pass all checks that they register', async () => {
    const checks: (() => Promise<void>)[] = [];
    const runner = { it: (_: string, check: () => Promise<void>) => checks.push(check) };
    for (const example of examples.filter(({ code }) => code.includes('node:test'))) {
      await run(example, runner);
    }

    expect(checks.length).toBeGreaterThan(30);
    for (const check of checks) await check();
  });
});
