import { type ConfigNote, type KeyringReport } from 'axios-keyring';
import { addConfigOptions, type ConfigOptions } from '../config/config-options.js';
import { noteLine, withReport } from '../config/open-report.js';
import { detailCell, providerCell, routeJSON, statusCell } from '../config/route-cells.js';
import { type LiveCheck, verifyLive } from '../config/verify-live.js';
import { type Style } from '../output/colour.js';
import { printable } from '../output/printable.js';
import { type Screen } from '../output/screen.js';
import { type AddCommand } from './add-command.js';

interface CheckOptions extends ConfigOptions {
  readonly live?: boolean;
  readonly json?: boolean;
}

/** `check`: what a config says, and everything that is wrong with it. */
export const addCheck: AddCommand = (program, screen, outcome) => {
  addConfigOptions(program.command('check'))
    .description('Read the config, find every secret, and show routes, warnings and problems.')
    .option('--live', 'send a harmless request with the credentials of every loaded route')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      '\nExit codes: 0 good, 1 a problem or a credential that was not accepted, 2 wrong usage.',
    )
    .action(async (options: CheckOptions) => {
      outcome.exitCode = await withReport(options, screen, (report) => check(report, options, screen));
    });
};

async function check(
  report: KeyringReport,
  { live = false, json = false }: CheckOptions,
  screen: Screen,
): Promise<number> {
  const liveChecks = live ? await verifyLive(report.routes, screen) : [];
  const isGood = report.problems.length === 0 && liveChecks.every(({ verification: { ok } }) => ok);
  if (json) await screen.printJSON(asJSON(report, live ? liveChecks : undefined, isGood));
  else await screen.print(asText(report, liveChecks, isGood, screen));
  return isGood ? 0 : 1;
}

function asJSON(
  { files, profile, problems, warnings, routes }: KeyringReport,
  liveChecks: readonly LiveCheck[] | undefined,
  ok: boolean,
): unknown {
  const live = (route: unknown): object => {
    const found = liveChecks?.find((liveCheck) => liveCheck.route === route);
    return found ? { live: found.verification } : {};
  };
  return {
    ok,
    files,
    profile,
    routes: routes.map((route) => ({ ...routeJSON(route), ...live(route) })),
    warnings: warnings.map(({ file, path, message }) => ({ file, path, message })),
    problems: problems.map(({ code, file, path, message }) => ({ code, file, path, message })),
  };
}

function asText(
  report: KeyringReport,
  liveChecks: readonly LiveCheck[],
  isGood: boolean,
  screen: Screen,
): string {
  const { files, profile, routes, warnings, problems } = report;
  const { paint, table } = screen;
  const heading = (text: string): string => paint('bold', text);
  const liveRows = liveChecks.flatMap(({ route, verification }) =>
    verification.routes.map(({ baseURL, ok, outcome, status, hint }) => [
      providerCell(route),
      baseURL,
      {
        text: outcome === 'unanswered' ? 'no answer' : outcome,
        style: ok ? ('green' as const) : ('red' as const),
      },
      // A token that cannot be had is no answer of the API; the hint says what happened.
      status === undefined ? 'none' : String(status),
      hint ?? '',
    ]),
  );
  const sections = [
    [
      heading('Config'),
      ...(files.length === 0 ? ['none'] : files.map(printable)),
      `profile: ${printable(profile ?? 'none')}`,
    ],
    routes.length > 0 && [
      heading('Routes'),
      table(
        ['provider', 'status', 'base URLs', 'secrets'],
        routes.map((route) => [
          providerCell(route),
          statusCell(route),
          route.baseURLs.join('\n'),
          detailCell(route),
        ]),
      ),
    ],
    liveRows.length > 0 && [
      heading('Live'),
      table(['provider', 'base URL', 'outcome', 'status', 'hint'], liveRows),
    ],
    notes('Warnings', warnings, 'yellow', screen),
    notes('Problems', problems, 'red', screen),
    [isGood ? paint('green', summary(report)) : paint('red', 'Not good: see above.')],
  ];
  return sections.flatMap((lines) => (lines ? [lines.join('\n')] : [])).join('\n\n');
}

function notes(
  title: string,
  found: readonly ConfigNote[],
  style: Style,
  { paint }: Screen,
): readonly string[] | undefined {
  if (found.length === 0) return undefined;
  return [paint('bold', title), ...found.map((note) => `${paint(style, '-')} ${printable(noteLine(note))}`)];
}

function summary({ routes }: KeyringReport): string {
  const count = (status: string): number => routes.filter((route) => route.status === status).length;
  const others = (['not-installed', 'left-out'] as const)
    .filter((status) => count(status) > 0)
    .map((status) => `, ${count(status)} ${status.replace('-', ' ')}`);
  return `Good: ${count('loaded')} loaded${others.join('')}.`;
}
