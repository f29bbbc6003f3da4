import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureSays, refusedOptions } from './refused-options.js';
import { ensure, fail } from './requirement.js';
import { ask, outcomeOf, withStage } from './stage.js';
import { type Check, givenSecrets, type Trial, triableOptions } from './trial.js';

/** What is not among the arguments comes from the environment. */
export const environment: readonly Check[] = [
  { name: 'environment: reads each option from its variable', run: readsVariables },
  { name: 'environment: reads each option from the file that NAME_FILE names', run: readsFiles },
  { name: 'environment: lets arguments win', run: letsArgumentsWin },
  { name: 'environment: takes an empty variable for none', run: passesOverEmpty },
];

type Values = Readonly<Record<string, string>>;

/** The given options that a variable can hold: their names, variables and texts. */
function movable(
  trial: Trial,
): readonly { readonly name: string; readonly env: string; readonly text: string }[] {
  return triableOptions(trial).flatMap(([name, { metadata }]) => {
    const value = trial.given[name];
    const isText = typeof value === 'string' || typeof value === 'number';
    return metadata.env !== undefined && isText ? [{ name, env: metadata.env, text: String(value) }] : [];
  });
}

/** Sends a request of a provider that has some of the given options from the environment. */
async function ensureWorks(
  trial: Trial,
  moved: readonly string[],
  variables: Values,
  problem: string,
): Promise<void> {
  await withStage(trial, async ({ gate, client, url }) => {
    const options = Object.fromEntries(Object.entries(trial.given).filter(([name]) => !moved.includes(name)));
    const interceptor = construct(trial, { ...options, baseURL: gate.url }, variables, problem);
    await outcomeOf(ask(client([interceptor]), url));
    ensure(gate.arrivals.length === 1 && gate.arrivals[0]?.accepted === true, problem);
  });
}

function construct(
  trial: Trial,
  options: object,
  variables: Values,
  problem: string,
): ReturnType<Trial['construct']> {
  try {
    return trial.construct(options, variables);
  } catch (error) {
    return fail(`${problem} It says: ${error instanceof Error ? error.message : 'nothing'}`);
  }
}

async function readsVariables(trial: Trial): Promise<void> {
  const options = movable(trial);
  const problem = (names: readonly string[]): string =>
    `The provider does not work with ${names.join(', ')} from the environment. Declare env with the option, and read ` +
    'options from what authorize() is given.';
  const sets = [...options.map((option) => [option]), ...(options.length > 1 ? [options] : [])];
  for (const set of sets) {
    const names = set.map(({ name }) => name);
    const variables = Object.fromEntries(set.map(({ env, text }) => [env, text]));
    await ensureWorks(trial, names, variables, problem(names));
  }
  for (const [name, { metadata }] of triableOptions(trial)) {
    if (metadata.env === undefined || Object.hasOwn(trial.given, name)) continue;
    const what = `nonsense in ${metadata.env}`;
    const refused = refusedOptions(trial, trial.given, what, { [metadata.env]: 'non\nsense' });
    const codes = ['ERR_KEYRING_OPTION', 'ERR_KEYRING_BASE_URL'];
    ensureSays(refused, { codes, says: [metadata.env] }, what);
  }
}

async function readsFiles(trial: Trial): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'axios-keyring-conformance-'));
  try {
    for (const { name, env, text } of movable(trial)) {
      const path = join(folder, env);
      writeFileSync(path, `${text}\n`);
      const problem = `The provider does not work with ${name} from the file that ${env}_FILE names.`;
      await ensureWorks(trial, [name], { [`${env}_FILE`]: path }, problem);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function letsArgumentsWin(trial: Trial): Promise<void> {
  const { declaration, given } = trial;
  const grouped = declaration.alternatives?.flat() ?? [];
  const variables = Object.entries(declaration.options).flatMap(
    ([name, { metadata }]): [string, string][] => {
      const isMeant = Object.hasOwn(given, name) || grouped.includes(name);
      return metadata.env !== undefined && isMeant ? [[metadata.env, 'non\nsense']] : [];
    },
  );
  const problem = 'Other values in the environment win over the arguments, or are refused beside them.';
  await ensureWorks(trial, [], Object.fromEntries(variables), problem);
}

async function passesOverEmpty(trial: Trial): Promise<void> {
  const variables = Object.values(trial.declaration.options).flatMap(({ metadata: { env } }) =>
    env === undefined ? [] : [env, `${env}_FILE`],
  );
  const empty = Object.fromEntries(variables.map((name) => [name, '']));
  await ensureWorks(trial, [], empty, 'An empty variable is taken for a value. Take it for none.');
  for (const [name] of givenSecrets(trial)) {
    const options = Object.fromEntries(Object.entries(trial.given).filter(([other]) => other !== name));
    const what = `an empty variable for ${name}`;
    const refused = refusedOptions(trial, options, what, empty);
    ensureSays(refused, { codes: ['ERR_KEYRING_MISSING_OPTION'], says: [name] }, what);
  }
}
