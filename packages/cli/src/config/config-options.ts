import { type Command } from 'commander';
import { type Unmatched } from 'axios-keyring';
import { collectList } from '../commands/collect.js';

/** What every command takes that reads a config. */
export interface ConfigOptions {
  readonly file?: string;
  readonly environment?: string;
  readonly only?: readonly string[];
  readonly allowCommands?: boolean;
  /** Goes before what the config says. */
  readonly unmatched?: Unmatched | undefined;
}

/** Adds the options of {@link ConfigOptions}. */
export function addConfigOptions(command: Command): Command {
  return command
    .option('--file <path>', 'the config (default: keyring.config.* here or in a folder above)')
    .option('--environment <name>', 'the profile (default: KEYRING_ENV, then NODE_ENV)')
    .option('--only <providers>', 'load only these, separated by commas; may be repeated', collectList)
    .option('--allow-commands', 'let { "command": … } in the config run programs');
}
