import { readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { parseJSON, property } from '@axios-keyring/core';
import { formatTable } from '../demo/format-table.js';
import { table } from '../docs/table.js';
import { writeSection } from '../docs/write-section.js';
import {
  type Figure,
  figures,
  find,
  type Finding,
  median,
  misses,
  slowdown,
  startUpFigures,
  type Times,
} from './figures.js';
import { measure } from './measure.js';

const usage = `npm run bench -- [--check] [--write] [--compare TREE] [--rounds N]
  --check: fail if a figure is above its bar
  --write: write the results, and the table of the README
  --compare: measure another checkout beside, in which npm run build has been run; fail if this one is slower by more than 3 %
  --rounds: at most so many, for a first look`;

/** What a slower figure may be before it counts: two runs of the same code differ as much. */
const tolerance = 1.03;

async function main(): Promise<void> {
  const { values: given } = parseArgs({
    options: {
      check: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      compare: { type: 'string' },
      rounds: { type: 'string', default: 'all' },
      help: { type: 'boolean', default: false },
    },
  });
  if (given.help) {
    console.log(usage);
    return;
  }
  const rounds = given.rounds === 'all' ? Infinity : Number(given.rounds);
  if (!(rounds >= 1)) throw new Error(`--rounds takes a number, 1 or more.\n${usage}`);
  if (given.write && (given.compare !== undefined || rounds !== Infinity)) {
    throw new Error(`--write takes a run of all rounds, and of nothing else beside.\n${usage}`);
  }
  const machine = await thisMachine();
  console.log(`${machine}\n`);
  const trees = ['.', ...(given.compare === undefined ? [] : [given.compare])];
  const [now, before] = await measure(trees, rounds, (line) => {
    console.log(`  ${line}`);
  });
  if (!now) return;
  const all = [...Object.values<Figure>(figures), ...startUpFigures];
  const findings = all.map((figure) => find(figure, now));
  console.log(`\n${formatTable(['figure', 'measured', 'bar', ''], findings.map(rowOf))}`);
  if (given.write) await write(findings, now, machine);
  const slower = before ? tellSlower(all, now, before) : 0;
  // Timings are noisy, so bars count only where they are asked for.
  if (slower > 0 || (given.check && findings.some(misses))) process.exitCode = 1;
}

/** What the figures depend on beside the code, in a line. */
async function thisMachine(): Promise<string> {
  const processors = os.cpus();
  const versions = ['axios', 'aws4-axios'].map(async (name) => {
    const manifest = await readFile(path.join('node_modules', name, 'package.json'), 'utf8');
    return `${name} ${String(property(parseJSON(manifest), 'version'))}`;
  });
  const system = `${os.type()} ${os.release()} ${os.arch()}`;
  const code = [`Node ${process.version}`, ...(await Promise.all(versions))].join(', ');
  return `${processors[0]?.model.trim() ?? 'unknown'}, ${processors.length} processors, ${system}; ${code}.`;
}

function rowOf(finding: Finding): readonly string[] {
  const { title, value, limit, note } = finding;
  const measured = Number.isInteger(value) ? String(value) : value.toFixed(2);
  const bar = limit === undefined ? ['–', ''] : [`≤ ${limit}`, misses(finding) ? '✗' : '✓'];
  return [title, note === '' ? measured : `${measured} (${note})`, ...bar];
}

async function write(findings: readonly Finding[], times: Times, machine: string): Promise<void> {
  const decisive = findings.slice(0, Object.keys(figures).length);
  await writeSection(
    'README.md',
    'bench',
    `${table(['figure', 'measured', 'bar', 'ok'], decisive.map(rowOf))}\n\n${machine}`,
  );
  const medians = [...times].map(([group, contestants]) => {
    const rounded = [...contestants].map(([name, rounds]): [string, number] => {
      return [name, Number(median(rounds).toPrecision(4))];
    });
    return [group, Object.fromEntries(rounded)] as const;
  });
  const results = { machine, date: new Date().toISOString(), findings, medians: Object.fromEntries(medians) };
  await writeFile(path.join(__dirname, 'results.json'), `${JSON.stringify(results, undefined, 2)}\n`);
}

/** @returns How many figures are slower than they were. */
function tellSlower(all: readonly Figure[], now: Times, before: Times): number {
  // What has no bar and is not loaded, is axios alone.
  const compared = all.filter((figure) => figure.limit !== undefined || startUpFigures.includes(figure));
  const ratios = compared.map((figure) => slowdown(figure, now, before));
  const rows = compared.map((figure, index) => {
    const ratio = ratios[index] ?? NaN;
    const [is, was] = [now, before].map((times) => find(figure, times).value.toFixed(2));
    return [figure.title, is ?? '', was ?? '', ratio.toFixed(3), ratio > tolerance ? '✗ slower' : ''];
  });
  console.log(`\n${formatTable(['figure', 'here', 'there', 'here / there', ''], rows)}`);
  return ratios.filter((ratio) => ratio > tolerance).length;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
