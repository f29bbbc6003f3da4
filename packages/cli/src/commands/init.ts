import { type Command } from 'commander';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { type KeyringReport } from 'axios-keyring';
import { collectList, withReport } from '../config/report.js';
import { askSetups } from '../init/ask-setups.js';
import { chooseSetups, setupList } from '../init/choose-setups.js';
import { type ConfigFile, readConfigFile, shortName } from '../init/config-file.js';
import { credentialVariables } from '../init/credential-variables.js';
import { nextSteps } from '../init/next-steps.js';
import { type Setup } from '../init/setups.js';
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
  await withReport({ file: name }, screen, async (report) => {
    const chosen = completed(given, report);
    if (chosen !== given) await write(chosen);
    const done = given.length === 0 ? [] : [`Wrote ${name}: ${listed(given)}.`];
    const rest = wanted.filter((setup) => !given.includes(setup));
    if (rest.length > 0) {
      done.push(
        `There already: ${listed(rest)}. A second route of a provider needs a name: write it by hand.`,
      );
    }
    await screen.print(`${done.join('\n')}\n\n${nextSteps([...chosen, ...rest], report.routes, screen)}`);
  });
}

function listed(setups: readonly Setup[]): string {
  return setups.map(({ provider }) => provider).join(', ');
}

// A package of one's own says what its credentials are, once it can be loaded.
function completed(given: readonly Setup[], { routes }: KeyringReport): readonly Setup[] {
  const unknown = given.filter(({ variables }) => Object.keys(variables).length === 0);
  if (unknown.length === 0) return given;
  return given.map((setup) => {
    const declaration = routes.find((route) => route.provider === setup.provider)?.declaration;
    if (!unknown.includes(setup) || !declaration) return setup;
    return { ...setup, variables: Object.fromEntries(credentialVariables(declaration)) };
  });
}

function schemaPath(file: string, directory: string): string {
  const path = relative(
    dirname(file),
    join(directory, 'node_modules', 'axios-keyring', 'keyring.schema.json'),
  );
  const posix = path.replaceAll('\\', '/');
  return posix.startsWith('.') ? posix : `./${posix}`;
}
