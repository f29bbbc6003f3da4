import { type Command, InvalidArgumentError } from 'commander';
import {
  type ConfigNote,
  inspectKeyring,
  type Keyring,
  type KeyringReport,
  type LoadKeyringOptions,
} from 'axios-keyring';
import { CommandFailure, commandLine } from '../failure.js';
import { orInterrupted } from '../interruption.js';
import { type Screen } from '../screen.js';

/** What every command takes that reads a config. */
export type ConfigOptions = Pick<
  LoadKeyringOptions,
  'file' | 'profile' | 'only' | 'allowCommands' | 'unmatched'
>;

/** Adds the options of {@link ConfigOptions}. */
export function addConfigOptions(command: Command): Command {
  return command
    .option('--file <path>', 'the config (default: keyring.config.* here or in a folder above)')
    .option('--profile <name>', 'the profile (default: KEYRING_ENV, then NODE_ENV)')
    .option('--only <providers>', 'load only these, separated by commas; may be repeated', collectList)
    .option('--allow-commands', 'let { "command": … } in the config run programs');
}

/** Collects an option that may be given several times, or once with commas. */
export function collectList(value: string, before: readonly string[] = []): readonly string[] {
  const given = value.split(',').flatMap((part) => part.trim() || []);
  if (given.length === 0) throw new InvalidArgumentError('It names nothing.');
  return [...before, ...given];
}

/** Reads the config, and closes what it opened when the work with it is done. */
export async function withReport<T>(
  { file, profile, only, allowCommands, unmatched }: ConfigOptions,
  { io: { directory, signal } }: Screen,
  work: (report: KeyringReport) => Promise<T>,
): Promise<T> {
  // Warnings are in the report; nobody has to be told of them twice.
  const onWarning = (): void => undefined;
  const options = { file, profile, only, allowCommands, unmatched, directory, onWarning };
  const report = await orInterrupted(inspectKeyring(options), signal);
  try {
    return await orInterrupted(work(report), signal);
  } finally {
    await orInterrupted(report.close(), signal);
  }
}

/** The same, for work that needs a keyring. That there are warnings is said on standard error. */
export async function withKeyring(
  options: ConfigOptions,
  screen: Screen,
  work: (keyring: Keyring, report: KeyringReport) => Promise<void>,
): Promise<void> {
  await withReport(options, screen, async (report) => {
    const { keyring, problems, warnings } = report;
    if (!keyring) throw configFailure(problems);
    if (warnings.length > 0) {
      // One line: what the config could do better is not what this command was asked for.
      const count = warnings.length === 1 ? 'a warning' : `${warnings.length} warnings`;
      const label = screen.paintError('yellow', 'warning:');
      await screen.note(`${label} The config has ${count}: see ${commandLine} check.`);
    }
    await work(keyring, report);
  });
}

/** What is wrong with a config, as a failure. */
export function configFailure(problems: readonly ConfigNote[]): CommandFailure {
  const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`;
  return new CommandFailure(`The config has ${count}`, {
    details: problems.map(noteLine),
    next: `--file names another config, ${commandLine} init writes one, and ${commandLine} check shows what was read.`,
  });
}

/** A problem or a warning as one line: where, and what. */
export function noteLine({ file, path, message }: ConfigNote): string {
  const where = [file, path].filter((part) => part !== '').join(' ');
  return where === '' ? message : `${where}: ${message}`;
}
