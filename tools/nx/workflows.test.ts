import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import * as v from 'valibot';
import { parse } from 'yaml';

const workspace = join(__dirname, '..', '..');
const workflows = join(workspace, '.github', 'workflows');

const workflow = v.object({
  name: v.string(),
  on: v.record(v.string(), v.unknown()),
  permissions: v.object({ contents: v.literal('read') }),
  jobs: v.record(
    v.string(),
    v.object({
      strategy: v.optional(v.object({ matrix: v.record(v.string(), v.array(v.unknown())) })),
      steps: v.array(v.union([v.object({ uses: v.string() }), v.object({ run: v.string() })])),
    }),
  ),
});

const { scripts } = v.parse(
  v.object({ scripts: v.record(v.string(), v.string()) }),
  JSON.parse(readFileSync(join(workspace, 'package.json'), 'utf8')),
);

/** The commands of a workflow, one for each value of a matrix that it names. */
function commandsOf(file: string): readonly string[] {
  const { jobs } = v.parse(workflow, parse(readFileSync(join(workflows, file), 'utf8')));
  return Object.values(jobs).flatMap(({ steps, strategy }) =>
    steps.flatMap((step) => {
      if (!('run' in step)) return [];
      const [, variable = ''] = /\$\{\{ matrix\.(\w+) \}\}/.exec(step.run) ?? [];
      const values = strategy?.matrix[variable] ?? [''];
      return values.map((value) => step.run.replace(/\$\{\{ matrix\.\w+ \}\}/, String(value)));
    }),
  );
}

describe.each(readdirSync(workflows))('the workflow %s', (file) => {
  it('runs only scripts that there are', () => {
    const commands = commandsOf(file);

    const run = commands.flatMap((command) => /^npm (?:run )?(\S+)/.exec(command)?.[1] ?? []);
    expect(run.filter((script) => script !== 'ci' && !Object.hasOwn(scripts, script))).toEqual([]);
    expect(run).toContain('ci');
    expect(commands.filter((command) => !/^(npm|npx (nx|lerna)) /.test(command))).toEqual([]);
  });
});

it('every script that tests runs in a workflow, by itself or as a part of npm test', () => {
  const run = readdirSync(workflows).flatMap(commandsOf).join('\n');

  const tests = Object.keys(scripts).filter((script) => script.startsWith('test:'));
  expect(tests.filter((script) => !`${run}\n${scripts.test ?? ''}`.includes(script))).toEqual([]);
});

// `nx affected -t test` runs the tests of these.
it.each([
  [
    'a provider',
    'packages/providers/taxjar/src/index.ts',
    ['@axios-keyring/taxjar', '@axios-keyring/tools', 'axios-keyring', '@axios-keyring/cli'],
  ],
  ['a page', 'README.md', ['@axios-keyring/tools']],
])('a change of %s concerns its own tests, and those that see it', (_, file, projects) => {
  const nx = require.resolve('nx/bin/nx.js');
  const show = [nx, 'show', 'projects', '--affected', '--with-target=test', `--files=${file}`, '--json'];

  const shown = execFileSync(process.execPath, show, { cwd: workspace, encoding: 'utf8' });

  expect(v.parse(v.array(v.string()), JSON.parse(shown)).sort()).toEqual([...projects].sort());
});
