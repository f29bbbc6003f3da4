import { type Command } from 'commander';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { type RouteReport } from 'axios-keyring';
import { commandLine } from '../failure.js';
import { collectList, withReport } from '../config/report.js';
import { askSetups, chooseSetups, type Setup, setupList, shortName } from '../init/setups.js';
import { type ConfigFile, readConfigFile } from '../init/config-file.js';
import { credentialVariables } from '../init/credential-variables.js';
import { type Screen } from '../screen.js';

interface InitOptions {
  readonly provider?: readonly string[];
  readonly file?: string;
  readonly force?: boolean;
}

/** The names under which a config is found, those first that can be written. */
const configNames = ['json', 'yaml', 'yml', 'ts', 'mts', 'cts', 'js', 'mjs', 'cjs'].map(
  (ending) => `keyring.config.${ending}`,
);

/** `init`: writes a config, or adds routes to one. */
export function addInit(program: Command, screen: Screen): void {
  program
    .command('init')
    .description('Write a config, or add routes to one. Credentials are references to environment variables.')
    .option('--provider <name>', 'a provider; may be repeated (default: asks on a terminal)', collectList)
    .option('--file <path>', 'JSON or YAML (default: the config that is here, else keyring.config.json)')
    .option('--force', 'replace a file that is there')
    .addHelpText('after', `\nProviders:\n${setupList()}`)
    .action((options: InitOptions) => init(options, screen));
}

async function init({ provider, file, force = false }: InitOptions, screen: Screen): Promise<void> {
  const { directory } = screen.io;
  const name = file ?? configNames.find((each) => existsSync(join(directory, each))) ?? 'keyring.config.json';
  const path = resolve(directory, name);
  const read = (): ConfigFile => {
    const text = existsSync(path) && !force ? readFileSync(path, 'utf8') : undefined;
    return readConfigFile(name, text, schemaPath(path, directory));
  };
  // What cannot be added to is said before any question; the answer may take its time.
  read();
  const wanted = provider ? chooseSetups(provider) : await askSetups(screen);
  const config = read();
  const given = wanted.filter((setup) => !config.providers.includes(shortName(setup.provider)));
  const write = (setups: readonly Setup[]): Promise<void> => screen.save(name, config.withRoutes(setups));
  if (given.length > 0) await write(given);
  await withReport({ file: name }, screen, async ({ routes }) => {
    const chosen = given.map((setup) => completed(setup, routes));
    if (chosen.some((setup) => !given.includes(setup))) await write(chosen);
    const rest = wanted.filter((setup) => !given.includes(setup));
    const written = given.length > 0 && `Wrote ${name}: ${listed(given)}.`;
    const left =
      rest.length > 0 &&
      `There already: ${listed(rest)}. A second route of a provider needs a name: write it by hand.`;
    const done = [written, left].filter((line) => line !== false).join('\n');
    await screen.print(`${done}\n\n${nextSteps([...chosen, ...rest], routes, screen)}`);
  });
}

function listed(setups: readonly Setup[]): string {
  return setups.map(({ provider }) => provider).join(', ');
}

// A package of one's own says what its credentials are, once it can be loaded.
function completed(setup: Setup, routes: readonly RouteReport[]): Setup {
  const { provider, variables } = setup;
  const declaration = routes.find((route) => route.provider === provider)?.declaration;
  if (Object.keys(variables).length > 0 || !declaration) return setup;
  return { ...setup, variables: Object.fromEntries(credentialVariables(declaration)) };
}

// What is left to do before the config works.
function nextSteps(chosen: readonly Setup[], routes: readonly RouteReport[], screen: Screen): string {
  const { env } = screen.io;
  const missing = routes.filter(({ status }) => status === 'not-installed').map((route) => route.package);
  const variables = chosen.flatMap((setup) => Object.values(setup.variables));
  const unset = [...new Set(variables)].filter((name) => !env[name] && !env[`${name}_FILE`]).join(', ');
  const steps = [
    ['npm install axios axios-keyring', ...new Set(missing)].join(' '),
    ...(unset === '' ? [] : [`Set ${unset}; NAME_FILE may name a file in place of NAME.`]),
    `${commandLine} check --live`,
  ];
  return [screen.paint('bold', 'Next'), ...steps.map((step, index) => `${index + 1}. ${step}`)].join('\n');
}

function schemaPath(file: string, directory: string): string {
  const path = relative(
    dirname(file),
    join(directory, 'node_modules', 'axios-keyring', 'keyring.schema.json'),
  );
  const posix = path.replaceAll('\\', '/');
  return posix.startsWith('.') ? posix : `./${posix}`;
}
