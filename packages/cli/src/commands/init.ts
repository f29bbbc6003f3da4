import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { type KeyringReport } from 'axios-keyring';
import { CommandFailure } from '../command-failure.js';
import { withReport } from '../config/open-report.js';
import { askProviders } from '../init/ask-providers.js';
import { chooseSetups, setupList } from '../init/choose-setups.js';
import { configText } from '../init/config-text.js';
import { credentialVariables } from '../init/credential-variables.js';
import { nextSteps } from '../init/next-steps.js';
import { type Setup } from '../init/setups.js';
import { type Screen } from '../output/screen.js';
import { existsFailure, writeText } from '../output/write-text.js';
import { type AddCommand } from './add-command.js';
import { collectList } from './collect.js';

interface InitOptions {
  readonly provider?: readonly string[];
  readonly file: string;
  readonly force?: boolean;
}

/** `init`: writes a config. */
export const addInit: AddCommand = (program, screen) => {
  program
    .command('init')
    .description('Write a config. Credentials are references to environment variables.')
    .option('--provider <name>', 'a provider; may be repeated (default: asks on a terminal)', collectList)
    .option('--file <path>', 'where to write', 'keyring.config.json')
    .option('--force', 'replace a file that is there')
    .addHelpText('after', `\nProviders:\n${setupList()}`)
    .action((options: InitOptions) => init(options, screen));
};

async function init({ provider, file, force = false }: InitOptions, screen: Screen): Promise<void> {
  const { directory } = screen.io;
  if (!file.endsWith('.json')) throw notJSON();
  // Before any question; whether it still holds is seen again when the file is opened.
  if (!force && existsSync(resolve(directory, file))) throw existsFailure(file);
  const given = chooseSetups(provider ?? (await askProviders(screen)));
  const schema = schemaPath(resolve(directory, file), directory);
  await writeText(file, configText(given, schema), { flag: force ? 'w' : 'wx' }, screen);
  await withReport({ file }, screen, async (report) => {
    const chosen = completed(given, report);
    if (chosen !== given) await writeText(file, configText(chosen, schema), { flag: 'w' }, screen);
    await screen.print(`Wrote ${file}.\n\n${nextSteps(chosen, report.routes, screen)}`);
  });
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

function notJSON(): CommandFailure {
  return new CommandFailure({
    title: 'init writes JSON only',
    next: ['Name a file that ends in .json, and write YAML or TypeScript by hand.'],
    exitCode: 2,
  });
}
