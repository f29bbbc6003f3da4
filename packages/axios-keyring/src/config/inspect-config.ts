import { composeKeyring, type Keyring } from '../create-keyring.js';
import { absentEntries, refuseAbsent } from './routes/absent-provider.js';
import { checkArguments, checkOnly, type CheckedArguments } from './arguments.js';
import { type CollectedConfig, fileArgument, LayerCollector } from './read/collect-layers.js';
import { searchConfig } from './read/find-config.js';
import { Findings } from './findings.js';
import { type ModuleImporter } from './routes/import-module.js';
import { type KeyringReport, type LoadKeyringOptions } from './keyring-report.js';
import { type LoadedRoute, loadRoute } from './routes/load-route.js';
import { shownPath } from './place.js';
import { configNames, readConfig } from './read/read-config.js';
import { ReferenceResolver } from './references/resolve-reference.js';
import { noteDuplicates } from './routes/note-duplicates.js';
import { SharedTokenStore } from './shared-token-store.js';

/** Reads a config and loads its routes, noting all that is wrong with it. */
export async function inspectConfig(
  options: LoadKeyringOptions,
  importer: ModuleImporter,
): Promise<KeyringReport> {
  const findings = new Findings();
  const given = checkArguments(options, findings);
  const config = given && (await readAll(given, findings));
  if (!given || !config) return reportOf(given?.profile, [], findings);
  const { layer, files } = config;
  const routes = layer.routes.map((route) => ({
    ...route,
    given: route.given ?? given.providers.get(route.identity),
  }));
  const isWanted = checkOnly(given.only, routes, findings);
  const resolver = new ReferenceResolver(given.allowCommands);
  const own = [...given.providers.values()].map(({ declaration }) => declaration.name);
  const context = { resolver, importer, root: given.directory, own };
  const shared = new SharedTokenStore(given.tokenStore, layer.tokenStore, { ...context, findings });
  const loaded = await Promise.all(
    routes.map((route) =>
      loadRoute(route, {
        ...context,
        isWanted,
        isNeeded: given.only !== undefined,
        tokenStore: () => shared.open(),
      }),
    ),
  );
  for (const route of loaded) findings.add(route.findings);
  noteDuplicates(loaded, routes, findings);
  const unmatched = given.unmatched ?? layer.unmatched ?? 'pass';
  const keyring = findings.problems.length > 0 ? undefined : compose(loaded, unmatched);
  return {
    ...reportOf(given.profile, files, findings),
    routes: loaded.map(({ report }) => report),
    keyring,
    close: () => shared.close(),
  };
}

async function readAll(
  { file, directory, profile }: CheckedArguments,
  findings: Findings,
): Promise<CollectedConfig | undefined> {
  const collector = new LayerCollector(profile, directory, findings);
  if (file !== undefined) {
    const path = fileArgument(file, directory);
    return collector.collect(path, await readConfig(path));
  }
  const found = await searchConfig(directory);
  if (!found) {
    findings.problem(
      '',
      `There is no ${configNames.join(', ')} in ${directory} or above, up to the repository. Make one with ` +
        'npx @axios-keyring/cli init, or name another file: loadKeyring({ file }).',
    );
    return undefined;
  }
  for (const ignored of found.ignored) {
    findings.warn(
      '',
      `${shownPath(ignored, directory)} is not read, because ${shownPath(found.path, directory)} is beside it. Remove one.`,
    );
  }
  return collector.collect(found.path, found.content);
}

function compose(loaded: readonly LoadedRoute[], unmatched: Parameters<typeof composeKeyring>[1]): Keyring {
  const entries = loaded.flatMap(({ entry }) => entry ?? []);
  const absent = loaded.flatMap((route) => route.absent ?? []);
  const served = loaded.flatMap(({ entry, report }) => (entry ? report.baseURLs : []));
  return composeKeyring([...entries, ...absentEntries(absent, served)], unmatched, refuseAbsent(absent));
}

function reportOf(
  profile: string | undefined,
  files: readonly string[],
  { problems, warnings }: Findings,
): KeyringReport {
  const close = (): Promise<void> => Promise.resolve();
  return { files, profile, problems, warnings, routes: [], keyring: undefined, close };
}
