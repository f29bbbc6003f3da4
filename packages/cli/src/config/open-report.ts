import { type ConfigNote, inspectKeyring, type Keyring, type KeyringReport } from 'axios-keyring';
import { CommandFailure } from '../command-failure.js';
import { commandLine } from '../command-line.js';
import { orInterrupted } from '../interruption.js';
import { type Painter } from '../output/colour.js';
import { type Screen } from '../output/screen.js';
import { type ConfigOptions } from './config-options.js';

/** Reads the config, and closes what it opened when the work with it is done. */
export async function withReport<T>(
  options: ConfigOptions,
  { io: { directory, signal } }: Screen,
  work: (report: KeyringReport) => Promise<T>,
): Promise<T> {
  const { file, environment, only, allowCommands, unmatched } = options;
  const report = await orInterrupted(
    // Warnings are in the report; nobody has to be told of them twice.
    inspectKeyring({
      ...{ file, environment, only, allowCommands, unmatched, directory },
      onWarning: () => undefined,
    }),
    signal,
  );
  try {
    return await work(report);
  } finally {
    await orInterrupted(report.close(), signal);
  }
}

/** The same, for work that needs a keyring. That there are warnings is said on standard error. */
export async function withKeyring<T>(
  options: ConfigOptions,
  screen: Screen,
  work: (keyring: Keyring, report: KeyringReport) => Promise<T>,
): Promise<T> {
  return withReport(options, screen, async (report) => {
    const { keyring, problems, warnings } = report;
    if (!keyring) throw configFailure(problems);
    const { paintError, note } = screen;
    // One line: what the config could do better is not what this command was asked for.
    if (warnings.length > 0) await note(warningLine(warnings.length, paintError));
    return work(keyring, report);
  });
}

function warningLine(count: number, paint: Painter): string {
  const what = count === 1 ? 'a warning' : `${count} warnings`;
  return `${paint('yellow', 'warning:')} The config has ${what}: see ${commandLine} check.`;
}

/** What is wrong with a config, as a failure. */
export function configFailure(problems: readonly ConfigNote[]): CommandFailure {
  const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`;
  return new CommandFailure({
    title: `The config has ${count}`,
    details: problems.map(noteLine),
    next: [
      `--file names another config, ${commandLine} init writes one, and ${commandLine} check shows what was read.`,
    ],
  });
}

/** A problem or a warning as one line: where, and what. */
export function noteLine({ file, path, message }: ConfigNote): string {
  const where = [file, path].filter((part) => part !== '').join(' ');
  return where === '' ? message : `${where}: ${message}`;
}
