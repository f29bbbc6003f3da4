import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { missesBar } from './figure.js';
import { type Machine, thisMachine } from './machine.js';
import { describeMachine, figureTable } from './report.js';
import { type Suite } from './suite.js';
import { suites } from './suites.js';

const folder = path.join(__dirname, 'results');

async function main(given: readonly string[]): Promise<void> {
  const unknown = given.find((text) => text !== '--check' && !suites.some(({ name }) => name === text));
  if (unknown !== undefined) throw new Error(`There is no suite or option ${unknown}.\n${usage()}`);
  const chosen = suites.filter(({ name }) => given.includes(name));
  const machine = thisMachine();
  console.log(describeMachine(machine));
  let missed = 0;
  for (const suite of chosen.length > 0 ? chosen : suites) missed += await run(suite, machine);
  // Timings are noisy, so bars count only where they are asked for.
  if (missed > 0 && given.includes('--check')) process.exitCode = 1;
}

function usage(): string {
  const list = suites.map(({ name, about }) => `  ${name}: ${about}`).join('\n');
  return `npm run bench -- [--check] [SUITE …]\n${list}\n  --check: fail if a figure is above its bar`;
}

/** @returns How many figures are above their bar. */
async function run({ name, about, run: measure }: Suite, machine: Machine): Promise<number> {
  console.log(`\n${name}: ${about}`);
  const figures = await measure((line) => {
    console.log(`  ${line}`);
  });
  const file = path.join(folder, `${name}.json`);
  await mkdir(folder, { recursive: true });
  await writeFile(file, `${JSON.stringify({ machine, figures }, undefined, 2)}\n`);
  console.log(`\n${figureTable(figures)}\n\nWritten to ${path.relative(process.cwd(), file)}.`);
  return figures.filter(missesBar).length;
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
