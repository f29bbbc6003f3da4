import { property } from '@axios-keyring/core';
import { resolve } from 'node:path';
import { createKeyring, type Keyring } from '../create-keyring.js';
import { type Unmatched } from '../unmatched.js';
import { checkArguments, type CheckedArguments, checkOnly } from './arguments.js';
import { configError, Findings, lineOf } from './findings.js';
import { type KeyringReport, type LoadKeyringOptions } from './keyring-report.js';
import { type CollectedConfig, collectLayers } from './read/layers.js';
import { searchConfig, shownPath } from './read/find-config.js';
import { configNames } from './read/read-config.js';
import { absentEntries } from './routes/absent-provider.js';
import { type LoadedRoute, loadRoute, noteDuplicates } from './routes/load-route.js';
import { openGrantStore, openTokenStore, sharedStore } from './stores.js';

/** The keyring of a config, or one error with all that is wrong. */
export async function load(options: LoadKeyringOptions): Promise<Keyring> {
  const { keyring, problems, warnings, close } = await inspect(options);
  // What an argument is not is a problem already; a warning may still be due.
  const onWarning = property(options, 'onWarning');
  for (const warning of warnings) {
    if (typeof onWarning === 'function') Reflect.apply(onWarning, undefined, [warning]);
    else {
      const type = { type: 'KeyringWarning', code: 'KEYRING_CONFIG' };
      process.emitWarning(`[axios-keyring] ${lineOf(warning)}`, type);
    }
  }
  if (keyring) return keyring;
  await close();
  throw configError(problems);
}

/** Everything that there is to say of a config: reads it and loads its routes, noting all that is wrong with it. */
export async function inspect(options: LoadKeyringOptions): Promise<KeyringReport> {
  const findings = new Findings();
  const { problems, warnings } = findings;
  const given = checkArguments(options, findings);
  const config = given && (await readAll(given, findings));
  const report: KeyringReport = {
    ...{ files: config?.files ?? [], profile: given?.profile, problems, warnings },
    ...{ routes: [], keyring: undefined, close: () => Promise.resolve() },
  };
  if (!given || !config) return report;
  const routes = config.routes.map((route) => ({
    ...route,
    given: route.given ?? given.providers.get(route.identity),
  }));
  const isWanted = checkOnly(given.only, routes, findings);
  const { allowCommands, directory } = given;
  const resolving = { findings, allowCommands };
  const tokens = sharedStore(given.tokenStore, config.tokenStore, (placed) =>
    openTokenStore(placed, directory, resolving),
  );
  const grants = sharedStore(given.grantStore, config.grantStore, (placed) =>
    openGrantStore(placed, directory, resolving),
  );
  const openStores = { tokenStore: tokens.open, grantStore: grants.open };
  const loaded = await Promise.all(routes.map((route) => loadRoute(route, { given, isWanted, openStores })));
  for (const route of loaded) findings.add(route.findings);
  noteDuplicates(loaded, routes, findings);
  const unmatched = given.unmatched ?? config.unmatched ?? 'pass';
  return {
    ...report,
    routes: loaded.map((route) => route.report),
    keyring: problems.length > 0 ? undefined : compose(loaded, unmatched),
    close: async () => {
      await tokens.close();
      await grants.close();
    },
  };
}

async function readAll(
  { file, directory, profile }: CheckedArguments,
  findings: Findings,
): Promise<CollectedConfig | undefined> {
  const searched = { file: { directory, shown: '', isData: false }, path: '' };
  const [path, ...ignored] = file === undefined ? searchConfig(directory) : [resolve(directory, file)];
  if (path === undefined) {
    findings.problem(
      searched,
      `There is no ${configNames.join(', ')} in ${directory} or above, up to the repository. Make one with ` +
        'npx @axios-keyring/cli init, or name another file: loadKeyring({ file }).',
    );
    return undefined;
  }
  for (const other of ignored) {
    const message = `${shownPath(other, directory)} is not read, because ${shownPath(path, directory)} is beside it. Remove one.`;
    findings.warn(searched, message);
  }
  return collectLayers(path, profile, directory, findings);
}

function compose(loaded: readonly LoadedRoute[], unmatched: Unmatched): Keyring {
  const entries = loaded.flatMap(({ report }) => report.interceptor ?? []);
  const absent = loaded.flatMap((route) => route.absent ?? []);
  const served = entries.flatMap(({ baseURLs }) => baseURLs);
  return createKeyring([...entries, ...absentEntries(absent, served)], { unmatched });
}
