import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { property } from '@axios-keyring/core';
import { formatTable } from '../demo/format-table.js';
import { table } from '../docs/table.js';
import { writeSection } from '../docs/write-section.js';
import { runMain } from '../packed/run-main.js';
import { type Figure, figures, find, median, slowdown, startUpFigures, type Times } from './figures.js';
import { measure } from './measure.js';

const usage = `npm run bench -- [--check] [--write] [--compare TREE] [--rounds N]
  --check: fail if a figure is above its bar
  --write: write the results, and the table of the README
  --compare: measure another checkout beside, in which npm run build has been run; fail where this one is slower
  --rounds: at most so many, for a first look`;

/** From here on a figure counts as slower: two runs of the same code differ by less. */
const tolerance = 1.03;

const head = ['figure', 'measured', 'bar', 'ok'];
const all = [...figures, ...startUpFigures];

/** @returns How many figures are above their bar, where that counts, and slower than they were. */
async function main(): Promise<number> {
  const flag = { type: 'boolean', default: false } as const;
  const number = { type: 'string', default: 'Infinity' } as const;
  const options = {
    check: flag,
    write: flag,
    help: flag,
    compare: { type: 'string' },
    rounds: number,
  } as const;
  const { check, write, help, compare, rounds } = parseArgs({ options }).values;
  const limit = Number(rounds);
  if (help || !(limit >= 1) || (write && (compare !== undefined || limit !== Infinity))) {
    console.log(`${usage}\n--write takes all rounds, and nothing beside.`);
    return help ? 0 : 1;
  }
  const machine = thisMachine();
  console.log(`${machine}\n`);
  const trees = compare === undefined ? ['.'] : ['.', compare];
  const [now = new Map(), before] = await measure(trees, limit, console.log);
  const rows = all.map((figure) => rowOf(figure, now));
  console.log(`\n${formatTable(head, rows)}`);
  if (write) {
    const text = table(head, rows.slice(0, figures.length));
    await writeSection('README.md', 'bench', `${text}\n\n${machine}`);
    await writeResults(machine, now);
  }
  // Timings are noisy, so bars count only where they are asked for.
  const missed = check ? rows.filter(([, , , ok]) => ok === '✗') : [];
  return missed.length + (before ? tellSlower(now, before) : 0);
}

/** What the figures depend on beside the code, in a line. */
function thisMachine(): string {
  const processors = os.cpus();
  const manifestOf = createRequire(path.resolve('package.json'));
  const versions = ['axios', 'aws4-axios'].map((name) => {
    return `${name} ${String(property(manifestOf(`${name}/package.json`), 'version'))}`;
  });
  const machine = `${processors[0]?.model.trim() ?? 'unknown'}, ${processors.length} processors`;
  return `${machine}, ${os.type()} ${os.release()} ${os.arch()}; Node ${process.version}, ${versions.join(', ')}.`;
}

function rowOf(figure: Figure, times: Times): readonly string[] {
  const { title, limit } = figure;
  const { value, note } = find(figure, times);
  const measured = Number.isInteger(value) ? String(value) : value.toFixed(2);
  // What could not be measured is no success.
  const bar = limit === undefined ? ['–', ''] : [`≤ ${limit}`, value <= limit ? '✓' : '✗'];
  return [title, note === '' ? measured : `${measured} (${note})`, ...bar];
}

async function writeResults(machine: string, times: Times): Promise<void> {
  const round = (value: number): number => Number(value.toPrecision(4));
  const values = all.map((figure) => [figure.title, round(find(figure, times).value)] as const);
  const medians = [...times].map(([group, contestants]) => {
    const rounded = [...contestants].map(([name, rounds]) => [name, round(median(rounds))] as const);
    return [group, Object.fromEntries(rounded)] as const;
  });
  const results = { machine, figures: Object.fromEntries(values), medians: Object.fromEntries(medians) };
  await writeFile(path.join(__dirname, 'results.json'), `${JSON.stringify(results, undefined, 2)}\n`);
}

/** @returns How many figures are slower than they were. */
function tellSlower(now: Times, before: Times): number {
  // What has no bar and is not loaded, is axios alone.
  const compared = all.filter((figure) => figure.limit !== undefined || startUpFigures.includes(figure));
  const rows = compared.map((figure) => {
    const ratio = slowdown(figure, now, before);
    const [is = '', was = ''] = [now, before].map((times) => find(figure, times).value.toFixed(2));
    return [figure.title, is, was, ratio.toFixed(3), ratio > tolerance ? '✗ slower' : ''];
  });
  console.log(`\n${formatTable(['figure', 'here', 'there', 'here / there', ''], rows)}`);
  return rows.filter((row) => row.at(-1) !== '').length;
}

runMain(main);
