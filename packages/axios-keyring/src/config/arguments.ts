import { didYouMean, isTokenStore, type TokenStore } from '@axios-keyring/core';
import { resolve } from 'node:path';
import { policies, type Unmatched } from '../unmatched.js';
import { argumentsPlace, Findings, placeBelow } from './findings.js';
import { type LoadKeyringOptions } from './keyring-report.js';
import { isList, isText, shownKey } from './plain.js';
import { asProvider, type LoadedProvider } from './providers/provider.js';
import { withoutScope } from './providers/provider.js';
import { type RouteEntry } from './read/layers.js';
import { object, oneOf, type Shape, single } from './shape/shape.js';

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

const shape = object(
  {
    file: single(isText, 'the path of a file'),
    directory: single(isText, 'the path of a folder'),
    environment: single(isText, 'the name of a profile, without its $'),
    only: single(areTexts, 'a list of providers or names of routes'),
    allowCommands: single((value) => typeof value === 'boolean', 'true or false'),
    tokenStore: single(isTokenStore, 'a token store'),
    providers: single(
      areProviders,
      'a list of providers, as defineProvider gives them, which are not called',
    ),
    unmatched: oneOf(policies),
    onWarning: single((value) => typeof value === 'function', 'a function'),
  } satisfies Record<keyof LoadKeyringOptions, Shape>,
  'an object, such as { file: "keyring.config.json" }',
  'option',
);

/** Checks and completes the arguments; `undefined` if they cannot be used, which is noted. */
export function checkArguments(options: unknown, findings: Findings): CheckedArguments | undefined {
  const own = new Findings();
  const given = own.attemptNow(argumentsPlace, () =>
    shape.read({ value: options, place: argumentsPlace }, own),
  );
  const providers = new Map<string, LoadedProvider>();
  for (const [index, provider] of (given?.providers ?? [])
    .flatMap((value) => asProvider(value) ?? [])
    .entries()) {
    const identity = withoutScope(provider.declaration.name);
    if (providers.has(identity)) {
      const name = shownKey(provider.declaration.name);
      own.problem(
        placeBelow(placeBelow(argumentsPlace, 'providers'), index),
        `Another one of them has the name ${name}. Give each a name of its own.`,
      );
    }
    providers.set(identity, provider);
  }
  findings.problems.push(
    ...own.problems.map((problem) => ({ ...problem, code: 'ERR_KEYRING_OPTION' as const })),
  );
  if (!given || own.problems.length > 0) return undefined;
  const { KEYRING_ENV = '', NODE_ENV = '' } = process.env;
  const { file, directory = '.', environment = KEYRING_ENV || NODE_ENV, only, allowCommands = false } = given;
  const { tokenStore, unmatched } = given;
  return {
    ...{ file, only, allowCommands, tokenStore, unmatched, providers },
    directory: resolve(directory),
    profile: environment === '' ? undefined : environment,
  };
}

function areTexts(value: unknown): value is readonly string[] {
  return isList(value) && value.every(isText);
}

function areProviders(value: unknown): value is readonly unknown[] {
  return isList(value) && value.every(asProvider);
}

/** Says which routes are to be loaded, and notes a name that no route has. */
export function checkOnly(
  only: readonly string[] | undefined,
  routes: readonly RouteEntry[],
  findings: Findings,
): (route: RouteEntry) => boolean {
  if (!only) return () => true;
  const namesOf = ({ provider, identity, name = '' }: RouteEntry): string[] => [
    ...[provider, identity, `@axios-keyring/${identity}`],
    name,
  ];
  const shown = [...new Set(routes.flatMap(({ provider, name }) => (name ? [provider, name] : [provider])))];
  for (const [index, wanted] of only.entries()) {
    if (routes.some((route) => namesOf(route).includes(wanted))) continue;
    findings.problem(
      placeBelow(placeBelow(argumentsPlace, 'only'), index),
      `No route has the provider or the name ${shownKey(wanted)}.${didYouMean(wanted, shown)} There are ${shown.join(', ')}.`,
      'ERR_KEYRING_OPTION',
    );
  }
  return (route) => namesOf(route).some((name) => only.includes(name));
}
