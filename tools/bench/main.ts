import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { barTable, writeBarTable } from './bar-table.js';
import { type Figure, missesBar } from './figure.js';
import { type Machine, thisMachine } from './machine.js';
import { describeMachine, figureTable } from './report.js';
import { type Suite } from './suite.js';
import { suites } from './suites.js';

const folder = path.join(__dirname, 'results');
const options = ['--check', '--write'];

async function main(given: readonly string[]): Promise<void> {
  const unknown = given.find((text) => !options.includes(text) && !suites.some(({ name }) => name === text));
  if (unknown !== undefined) throw new Error(`There is no suite or option ${unknown}.\n${usage()}`);
  const chosen = suites.filter(({ name }) => given.includes(name));
  if (given.includes('--write') && chosen.length > 0) throw new Error('--write takes a run of all suites.');
  const machine = await thisMachine();
  console.log(describeMachine(machine));
  const figures: Figure[] = [];
  for (const suite of chosen.length > 0 ? chosen : suites) figures.push(...(await run(suite, machine)));
  if (chosen.length === 0) await conclude(figures, machine, given.includes('--write'));
  // Timings are noisy, so bars count only where they are asked for.
  if (given.includes('--check') && tellMissed(figures) > 0) process.exitCode = 1;
}

function usage(): string {
  const list = suites.map(({ name, about }) => `  ${name}: ${about}`).join('\n');
  return `npm run bench -- [--check] [--write | SUITE …]
${list}
  --check: fail if a figure is above its bar
  --write: write the table of all bars into the README`;
}

async function run({ name, about, run: measure }: Suite, machine: Machine): Promise<readonly Figure[]> {
  console.log(`\n${name}: ${about}`);
  const figures = await measure((line) => {
    console.log(`  ${line}`);
  });
  const file = path.join(folder, `${name}.json`);
  await mkdir(folder, { recursive: true });
  await writeFile(file, `${JSON.stringify({ machine, figures }, undefined, 2)}\n`);
  console.log(`\n${figureTable(figures)}\n\nWritten to ${path.relative(process.cwd(), file)}.`);
  return figures;
}

async function conclude(figures: readonly Figure[], machine: Machine, isWritten: boolean): Promise<void> {
  const table = barTable(figures, machine);
  console.log(`\n${table}`);
  if (isWritten) await writeBarTable(table);
}

/** @returns How many figures are above their bar. */
function tellMissed(figures: readonly Figure[]): number {
  const missed = figures.filter(missesBar);
  for (const { name } of missed) console.log(`✗ above its bar: ${name}`);
  return missed.length;
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
