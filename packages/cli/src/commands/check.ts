import { type Command } from 'commander';
import { type RouteVerification, type Verification } from '@axios-keyring/core';
import { type ConfigNote, type KeyringReport, type RouteReport } from 'axios-keyring';
import { addConfigOptions, type ConfigOptions, noteLine, withReport } from '../config/report.js';
import { type Screen } from '../screen.js';
import { type Cell, printable, type Style } from '../text.js';
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
        const { problems, routes } = report;
        const checks: LiveChecks = live ? await verifyAll(routes, screen) : new Map();
        const isGood = problems.length === 0 && [...checks.values()].every((check) => check?.ok);
        if (json) await screen.printJSON({ ok: isGood, ...asJSON(report, checks) });
        else await screen.print(asText(report, checks, isGood, screen));
        screen.exitCode = isGood ? 0 : 1;
      });
    });
}

/** What came of the harmless request of each loaded route. */
type LiveChecks = ReadonlyMap<RouteReport, Verification | undefined>;

// All at once.
function verifyAll(routes: readonly RouteReport[], screen: Screen): Promise<LiveChecks> {
  const waiting = new Set(routes.filter(({ interceptor }) => interceptor));
  return screen.waitFor(async (say) => {
    const sayRest = (): void => {
      const providers = [...new Set([...waiting].map(({ provider }) => provider))].join(', ');
      if (providers !== '') say(`Waiting for ${providers}`);
    };
    const checks = [...waiting].map(async (route) => {
      const verification = await route.interceptor?.verify();
      waiting.delete(route);
      sayRest();
      return [route, verification] as const;
    });
    sayRest();
    return new Map(await Promise.all(checks));
  });
}

function asJSON({ files, profile, problems, warnings, routes }: KeyringReport, checks: LiveChecks): object {
  return {
    files,
    profile,
    routes: routes.map((route) => ({ ...routeJSON(route), live: checks.get(route) })),
    warnings: warnings.map(({ file, path, message }) => ({ file, path, message })),
    problems: problems.map(({ code, file, path, message }) => ({ code, file, path, message })),
  };
}

function asText(report: KeyringReport, checks: LiveChecks, isGood: boolean, screen: Screen): string {
  const { files, profile, routes, warnings, problems } = report;
  const notes = (found: readonly ConfigNote[], style: Style): string =>
    found.map((note) => `${screen.paint(style, '-')} ${printable(noteLine(note))}`).join('\n');
  const configLines = [...(files.length === 0 ? ['none'] : files), `profile: ${profile ?? 'none'}`];
  const routeRows = routes.map((route) => [
    ...[providerCell(route), statusCell(route), route.baseURLs.join('\n'), detailCell(route)],
  ]);
  const liveRows = [...checks].flatMap(([route, verification]) =>
    (verification?.routes ?? []).map((each) => [providerCell(route), ...liveCells(each)]),
  );
  return [
    screen.section('Config', configLines.map(printable).join('\n')),
    screen.section('Routes', screen.table(['provider', 'status', 'base URLs', 'secrets'], routeRows)),
    screen.section('Live', screen.table(['provider', 'base URL', 'outcome', 'status', 'hint'], liveRows)),
    screen.section('Warnings', notes(warnings, 'yellow')),
    screen.section('Problems', notes(problems, 'red')),
    isGood ? screen.paint('green', summary(routes)) : screen.paint('red', 'Not good: see above.'),
  ]
    .filter((text) => text !== '')
    .join('\n\n');
}

// Where the secrets of a route are, or the line that installs it.
function detailCell({ status, install, secrets }: RouteReport): Cell {
  if (status === 'not-installed' && install !== undefined) return install;
  return secrets.map(({ option, source }) => `${option}: ${source}`).join('\n');
}

function liveCells({ baseURL, ok, outcome, status, hint = '' }: RouteVerification): readonly Cell[] {
  const text = outcome === 'unanswered' ? 'no answer' : outcome;
  // A token that cannot be had is no answer of the API; the hint says what happened.
  const style = ok ? 'green' : outcome === 'unverified' ? 'yellow' : 'red';
  return [baseURL, { text, style }, String(status ?? 'none'), hint];
}

function summary(routes: readonly RouteReport[]): string {
  const counts = (['loaded', 'not-installed', 'left-out'] as const).flatMap((status) => {
    const count = routes.filter((route) => route.status === status).length;
    return count > 0 || status === 'loaded' ? [`${count} ${status.replace('-', ' ')}`] : [];
  });
  return `Good: ${counts.join(', ')}.`;
}
