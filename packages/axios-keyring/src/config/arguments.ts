import { didYouMean, isTokenStore, type TokenStore } from '@axios-keyring/core';
import { resolve } from 'node:path';
import { type RouteEntry } from './read/config-layer.js';
import { type Findings } from './findings.js';
import { type LoadKeyringOptions } from './keyring-report.js';
import { asProvider, type LoadedProvider } from './routes/load-provider.js';
import { identityOf } from './routes/provider-name.js';
import { shownKey } from './place.js';
import { policies, type Unmatched } from '../unmatched.js';
import { describeType, isList } from './read/plain.js';

/** The arguments of loadKeyring, complete. */
export interface CheckedArguments {
  readonly file: string | undefined;
  /** Absolute. */
  readonly directory: string;
  readonly profile: string | undefined;
  readonly only: readonly string[] | undefined;
  readonly allowCommands: boolean;
  readonly tokenStore: TokenStore | undefined;
  readonly unmatched: Unmatched | undefined;
  /** The application’s own, by their identity. */
  readonly providers: ReadonlyMap<string, LoadedProvider>;
}

const checks: Readonly<Record<keyof LoadKeyringOptions, readonly [(value: unknown) => boolean, string]>> = {
  file: [isText, 'the path of a file'],
  directory: [isText, 'the path of a folder'],
  environment: [isText, 'the name of a profile, without its $'],
  only: [(value) => Array.isArray(value) && value.every(isText), 'a list of providers or names of routes'],
  allowCommands: [(value) => typeof value === 'boolean', 'true or false'],
  tokenStore: [isTokenStore, 'a token store'],
  providers: [
    (value) => Array.isArray(value) && value.every(asProvider),
    'a list of providers, as defineProvider gives them, which are not called',
  ],
  unmatched: [(value) => policies.some((policy) => policy === value), `one of ${policies.join(', ')}`],
  onWarning: [(value) => typeof value === 'function', 'a function'],
};

/** Checks and completes the arguments; `undefined` if they cannot be used, which is noted. */
export function checkArguments(
  options: LoadKeyringOptions,
  findings: Findings,
): CheckedArguments | undefined {
  if (!isObject(options)) {
    const message = `The argument has to be an object, such as { file: "keyring.config.json" }; found ${describeType(options)}.`;
    findings.problem('', message, 'ERR_KEYRING_OPTION');
    return undefined;
  }
  const names = Object.keys(checks);
  const given = new Map<string, unknown>(Object.entries(options).filter(([, value]) => value !== undefined));
  for (const option of given.keys()) {
    if (names.includes(option)) continue;
    const message = `There is no option ${shownKey(option)}.${didYouMean(option, names)} The options are ${names.join(', ')}.`;
    findings.problem(shownKey(option), message, 'ERR_KEYRING_OPTION');
  }
  for (const [option, [isRight, expected]] of Object.entries(checks)) {
    const value = given.get(option);
    if (value === undefined || isRight(value)) continue;
    findings.problem(
      option,
      `${option} has to be ${expected}; found ${describeType(value)}.`,
      'ERR_KEYRING_OPTION',
    );
  }
  const providers = findings.problems.length > 0 ? new Map() : byIdentity(options.providers ?? [], findings);
  if (findings.problems.length > 0) return undefined;
  const { KEYRING_ENV = '', NODE_ENV = '' } = process.env;
  const {
    file,
    directory = '.',
    environment = KEYRING_ENV || NODE_ENV,
    only,
    allowCommands,
    tokenStore,
    unmatched,
  } = options;
  return {
    file,
    directory: resolve(directory),
    profile: environment === '' ? undefined : environment,
    only,
    allowCommands: allowCommands ?? false,
    tokenStore,
    unmatched,
    providers,
  };
}

function byIdentity(given: readonly unknown[], findings: Findings): CheckedArguments['providers'] {
  const providers = new Map<string, LoadedProvider>();
  for (const [index, provider] of given.flatMap((value) => asProvider(value) ?? []).entries()) {
    const identity = identityOf(provider.declaration.name, '');
    if (providers.has(identity)) {
      const message = `Another one of them has the name ${shownKey(provider.declaration.name)}. Give each a name of its own.`;
      findings.problem(`providers[${index}]`, message, 'ERR_KEYRING_OPTION');
    }
    providers.set(identity, provider);
  }
  return providers;
}

// Who writes JavaScript may give anything.
function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !isList(value);
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '' && !value.includes('\0');
}

/** Says which routes are to be loaded, and notes a name that no route has. */
export function checkOnly(
  only: readonly string[] | undefined,
  routes: readonly RouteEntry[],
  findings: Findings,
): (route: RouteEntry) => boolean {
  if (!only) return () => true;
  const namesOf = ({ provider, identity, name }: RouteEntry): string[] => [
    provider,
    identity,
    `@axios-keyring/${identity}`,
    ...(name === undefined ? [] : [name]),
  ];
  const shown = [...new Set(routes.flatMap(({ provider, name }) => (name ? [provider, name] : [provider])))];
  for (const [index, wanted] of only.entries()) {
    if (routes.some((route) => namesOf(route).includes(wanted))) continue;
    const message = `No route has the provider or the name ${shownKey(wanted)}.${didYouMean(wanted, shown)} There are ${shown.join(', ')}.`;
    findings.problem(`only[${index}]`, message, 'ERR_KEYRING_OPTION');
  }
  return (route) => namesOf(route).some((name) => only.includes(name));
}
