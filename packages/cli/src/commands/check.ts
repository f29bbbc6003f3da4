import { type Command } from 'commander';
import { type RouteVerification, type Verification } from '@axios-keyring/core';
import { type ConfigNote, type KeyringReport, type RouteReport } from 'axios-keyring';
import { addConfigOptions, type ConfigOptions, noteLine, withReport } from '../config/report.js';
import { type Screen } from '../screen.js';
import { type Cell } from '../table.js';
import { printable, type Style } from '../text.js';
import { providerCell, routeJSON, statusCell } from './routes.js';

interface CheckOptions extends ConfigOptions {
  readonly live?: boolean;
  readonly json?: boolean;
}

/** `check`: what a config says, and everything that is wrong with it. */
export function addCheck(program: Command, screen: Screen): void {
  addConfigOptions(program.command('check'))
    .description('Read the config, find every secret, and show routes, warnings and problems.')
    .option('--live', 'send a harmless request with the credentials of every loaded route')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      '\nExit codes: 0 good, 1 a problem or a credential that was not accepted, 2 wrong usage.',
    )
    .action(async ({ live = false, json = false, ...options }: CheckOptions) => {
      await withReport(options, screen, async (report) => {
        const verifications = live
          ? await verifyAll(report.routes, screen)
          : new Map<RouteReport, Verification>();
        const isGood = report.problems.length === 0 && [...verifications.values()].every(({ ok }) => ok);
        if (json) await screen.printJSON(asJSON(report, verifications, isGood));
        else await screen.print(asText(report, verifications, isGood, screen));
        screen.exitCode = isGood ? 0 : 1;
      });
    });
}

/** What came of the harmless requests, for each loaded route. */
type Verifications = ReadonlyMap<RouteReport, Verification>;

// All at once.
async function verifyAll(routes: readonly RouteReport[], screen: Screen): Promise<Verifications> {
  const waiting = new Set<string>();
  return screen.waitFor(async (say) => {
    const verify = async (route: RouteReport): Promise<readonly (readonly [RouteReport, Verification])[]> => {
      if (!route.interceptor) return [];
      waiting.add(route.provider);
      const verification = await route.interceptor.verify();
      waiting.delete(route.provider);
      if (waiting.size > 0) say(`Waiting for ${[...waiting].join(', ')}`);
      return [[route, verification]];
    };
    const verified = routes.map(verify);
    if (waiting.size > 0) say(`Waiting for ${[...waiting].join(', ')}`);
    return new Map((await Promise.all(verified)).flat());
  });
}

function asJSON(report: KeyringReport, verifications: Verifications, ok: boolean): unknown {
  const { files, profile, problems, warnings, routes } = report;
  return {
    ok,
    files,
    profile,
    routes: routes.map((route) => ({ ...routeJSON(route), live: verifications.get(route) })),
    warnings: warnings.map(({ file, path, message }) => ({ file, path, message })),
    problems: problems.map(({ code, file, path, message }) => ({ code, file, path, message })),
  };
}

function asText(
  report: KeyringReport,
  verifications: Verifications,
  isGood: boolean,
  screen: Screen,
): string {
  const { files, profile, routes, warnings, problems } = report;
  const section = (title: string, text: string): readonly string[] =>
    text === '' ? [] : [`${screen.paint('bold', title)}\n${text}`];
  const notes = (found: readonly ConfigNote[], style: Style): string =>
    found.map((note) => `${screen.paint(style, '-')} ${printable(noteLine(note))}`).join('\n');
  const configLines = [...(files.length === 0 ? ['none'] : files), `profile: ${profile ?? 'none'}`];
  const routeRows = routes.map((route) => [
    providerCell(route),
    statusCell(route),
    route.baseURLs.join('\n'),
    detailCell(route),
  ]);
  const liveRows = [...verifications].flatMap(([route, verification]) =>
    verification.routes.map((each) => [providerCell(route), ...liveCells(each)]),
  );
  return [
    ...section('Config', configLines.map(printable).join('\n')),
    ...section('Routes', table(['provider', 'status', 'base URLs', 'secrets'], routeRows, screen)),
    ...section('Live', table(['provider', 'base URL', 'outcome', 'status', 'hint'], liveRows, screen)),
    ...section('Warnings', notes(warnings, 'yellow')),
    ...section('Problems', notes(problems, 'red')),
    isGood ? screen.paint('green', summary(routes)) : screen.paint('red', 'Not good: see above.'),
  ].join('\n\n');
}

function table(columns: readonly string[], rows: readonly (readonly Cell[])[], screen: Screen): string {
  return rows.length === 0 ? '' : screen.table(columns, rows);
}

// Where the secrets of a route are, or the line that installs it.
function detailCell({ status, install, secrets }: RouteReport): Cell {
  if (status === 'not-installed' && install !== undefined) return install;
  return secrets.map(({ option, source }) => `${option}: ${source}`).join('\n');
}

function liveCells({ baseURL, ok, outcome, status, hint = '' }: RouteVerification): readonly Cell[] {
  const text = outcome === 'unanswered' ? 'no answer' : outcome;
  // A token that cannot be had is no answer of the API; the hint says what happened.
  return [baseURL, { text, style: ok ? 'green' : 'red' }, String(status ?? 'none'), hint];
}

function summary(routes: readonly RouteReport[]): string {
  const counts = (['loaded', 'not-installed', 'left-out'] as const).flatMap((status) => {
    const count = routes.filter((route) => route.status === status).length;
    return count > 0 || status === 'loaded' ? [`${count} ${status.replace('-', ' ')}`] : [];
  });
  return `Good: ${counts.join(', ')}.`;
}
