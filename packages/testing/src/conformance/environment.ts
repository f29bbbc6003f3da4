import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Check } from './check.js';
import { ensureRefused } from './options.js';
import { ensureAuthenticated, type Stage } from './stage.js';
import { type Trial, type Variables, without } from './trial.js';

/** What is not among the arguments comes from the environment. */
export const environment: readonly Check[] = [
  { promise: 'environment: reads each option from its variable', check: readsVariables },
  { promise: 'environment: reads each option from the file that NAME_FILE names', check: readsFiles },
  { promise: 'environment: lets arguments win', check: letsArgumentsWin },
  { promise: 'environment: takes an empty variable for none', check: passesOverEmpty },
];

const nonsense = 'non\nsense';

/** The given options that a variable can hold: their names, variables and texts. */
function movable({ triableOptions, given }: Trial): { name: string; env: string; text: string }[] {
  return triableOptions.flatMap(([name, { metadata }]) => {
    const value = given[name];
    const isText = typeof value === 'string' || typeof value === 'number';
    return metadata.env !== undefined && isText ? [{ name, env: metadata.env, text: String(value) }] : [];
  });
}

/** Sends a request of a provider that has some of the given options from the environment. */
async function ensureWorks(
  stage: Stage,
  moved: readonly string[],
  variables: Variables,
  advice: string,
): Promise<void> {
  const { construct, gate, send } = stage;
  const interceptor = construct({ ...without(stage, ...moved), baseURL: gate.url }, variables);
  const what = `A request with ${moved.join(', ') || 'nothing'} from the environment`;
  ensureAuthenticated(await send([interceptor]), what, advice);
}

async function readsVariables(stage: Stage): Promise<void> {
  const options = movable(stage);
  for (const set of [...options.map((option) => [option]), options]) {
    const variables = Object.fromEntries(set.map(({ env, text }) => [env, text]));
    const names = set.map(({ name }) => name);
    const advice = 'Declare env with the option, and read options from what authorize() is given.';
    await ensureWorks(stage, names, variables, advice);
  }
  for (const [name, { metadata }] of stage.triableOptions) {
    if (metadata.env === undefined || Object.hasOwn(stage.given, name)) continue;
    ensureRefused(stage, {
      what: `nonsense in ${metadata.env}`,
      options: stage.given,
      variables: { [metadata.env]: nonsense },
      codes: ['ERR_KEYRING_OPTION', 'ERR_KEYRING_BASE_URL'],
      says: [metadata.env],
    });
  }
}

async function readsFiles(stage: Stage): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'axios-keyring-conformance-'));
  try {
    for (const { name, env, text } of movable(stage)) {
      const path = join(folder, env);
      writeFileSync(path, `${text}\n`);
      const advice = `It is in the file that ${env}_FILE names, with a line feed at its end.`;
      await ensureWorks(stage, [name], { [`${env}_FILE`]: path }, advice);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function letsArgumentsWin(stage: Stage): Promise<void> {
  const { declaration, given } = stage;
  const grouped = declaration.alternatives?.flat() ?? [];
  const others = Object.entries(declaration.options).flatMap(([name, { metadata }]): [string, string][] =>
    metadata.env !== undefined && (Object.hasOwn(given, name) || grouped.includes(name))
      ? [[metadata.env, nonsense]]
      : [],
  );
  const advice =
    'There are other values in the environment: they may not win over the arguments, nor be refused.';
  await ensureWorks(stage, [], Object.fromEntries(others), advice);
}

async function passesOverEmpty(stage: Stage): Promise<void> {
  const variables = Object.values(stage.declaration.options).flatMap(({ metadata: { env } }) =>
    env === undefined ? [] : [env, `${env}_FILE`],
  );
  const empty = Object.fromEntries(variables.map((name) => [name, '']));
  await ensureWorks(stage, [], empty, 'Take an empty variable for none.');
  for (const { name } of stage.secretOptions) {
    ensureRefused(stage, {
      what: `an empty variable for ${name}`,
      options: without(stage, name),
      variables: empty,
      codes: ['ERR_KEYRING_MISSING_OPTION'],
      says: [name],
    });
  }
}
