import { Command } from 'commander';
import { commandLine } from './command-line.js';
import { addCheck } from './commands/check.js';
import { type AddCommand, type Outcome } from './commands/add-command.js';
import { addCurl } from './commands/curl.js';
import { addEmulate } from './commands/emulate.js';
import { addExplain } from './commands/explain.js';
import { addInit } from './commands/init.js';
import { addRoutes } from './commands/routes.js';
import { addSchema } from './commands/schema.js';
import { type Screen } from './output/screen.js';

const commands: readonly AddCommand[] = [
  addCheck,
  addCurl,
  addExplain,
  addRoutes,
  addSchema,
  addEmulate,
  addInit,
];

/** The program, and what it wrote of itself: help, versions and complaints about wrong usage. */
export interface Program {
  readonly program: Command;
  readonly text: { readonly out: readonly string[]; readonly err: readonly string[] };
}

/** Makes the command line, with all commands. */
export function createProgram(screen: Screen, outcome: Outcome): Program {
  const out: string[] = [];
  const err: string[] = [];
  const program = new Command('axios-keyring')
    .description('Checks, explains and tries the credentials of an axios-keyring config.')
    .version(screen.io.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void out.push(text),
      writeErr: (text) => void err.push(text),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
      getOutHelpWidth: () => screen.room,
      getErrHelpWidth: () => screen.room,
      outputError: (text, write) => {
        write(usageBlock(text, screen));
      },
    })
    .addHelpText('after', examples);
  // Subcommands inherit what was set so far.
  for (const add of commands) add(program, screen, outcome);
  return { program, text: { out, err } };
}

function usageBlock(text: string, { paintError }: Screen): string {
  const [title = '', ...details] = text
    .trim()
    .replace(/^error: /, '')
    .split('\n');
  const lines = [
    `${paintError('red', 'error:')} ${paintError('bold', title)}`,
    ...details.map((line) => `  ${line}`),
    `  ${paintError('green', '→')} ${commandLine} --help shows all commands, ${commandLine} COMMAND --help one.`,
  ];
  return `${lines.join('\n')}\n`;
}

const examples = `
Examples:
  ${commandLine} init --provider taxjar       write a config
  ${commandLine} check --live                 read the config, and try every credential
  ${commandLine} curl https://api.taxjar.com/v2/categories
  ${commandLine} explain GET https://api.taxjar.com/v2/categories
  ${commandLine} emulate taxjar -o keyring.config.json`;
