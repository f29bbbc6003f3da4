import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureRefused } from './options.js';
import { type Checks, ensureAuthenticated, type Stage } from './stage.js';
import { type Trial, type Variables, variablesOf, without } from './trial.js';

const nonsense = 'non\nsense';

/** What is not among the arguments comes from the environment. */
export const environment: Checks = {
  'environment: reads each option from its variable': async (stage) => {
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
  },

  'environment: reads each option from the file that NAME_FILE names': async (stage) => {
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
  },

  'environment: lets arguments win': async (stage) => {
    const { declaration, given } = stage;
    const meant = [...Object.keys(given), ...(declaration.oneOf?.flat() ?? [])];
    const names = meant.flatMap((name) => declaration.options[name]?.metadata.env ?? []);
    const others = Object.fromEntries(names.map((name) => [name, nonsense]));
    const advice = 'There are other values in the environment: they may not win over the arguments.';
    await ensureWorks(stage, [], others, advice);
  },

  'environment: takes an empty variable for none': async (stage) => {
    const empty = Object.fromEntries(variablesOf(stage.declaration).map((name) => [name, '']));
    await ensureWorks(stage, [], empty, 'Take an empty variable for none.');
    for (const { name } of stage.secretOptions.filter(({ isNeeded }) => isNeeded)) {
      ensureRefused(stage, {
        what: `an empty variable for ${name}`,
        options: without(stage, name),
        variables: empty,
        codes: ['ERR_KEYRING_MISSING_OPTION'],
        says: [name],
      });
    }
  },
};

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
  const { construct, origin, send } = stage;
  const interceptor = construct({ ...without(stage, ...moved), baseURL: origin }, variables);
  const what = `A request with ${moved.join(', ') || 'nothing'} from the environment`;
  ensureAuthenticated(await send([interceptor]), what, advice);
}
