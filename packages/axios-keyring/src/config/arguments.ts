import { type GrantStore, type TokenStore } from '@axios-keyring/core';
import { didYouMean, isGrantStore, isTokenStore } from '@axios-keyring/core/engine';
import { resolve } from 'node:path';
import { policies, type Unmatched } from '../unmatched.js';
import { argumentsPlace, type Findings, placeBelow } from './findings.js';
import { type LoadKeyringOptions } from './keyring-report.js';
import { isList, isText, shownKey } from './plain.js';
import { asProvider, type LoadedProvider, withoutScope } from './provider.js';
import { type RouteEntry } from './read/layers.js';
import { object, oneOf, type Shape, single, wrong } from './shape/shape.js';

/** The arguments of loadKeyring, complete. */
export interface CheckedArguments {
  readonly file: string | undefined;
  /** Absolute. */
  readonly directory: string;
  readonly profile: string | undefined;
  readonly only: readonly string[] | undefined;
  readonly allowCommands: boolean;
  readonly tokenStore: TokenStore | undefined;
  readonly grantStore: GrantStore | undefined;
  readonly unmatched: Unmatched | undefined;
  /** The application’s own, by their identity. */
  readonly providers: ReadonlyMap<string, LoadedProvider>;
}

const ownProviders: Shape<ReadonlyMap<string, LoadedProvider>> = {
  schema: {},
  read: (part, findings) => {
    const given = isList(part.value) ? part.value.map(asProvider) : [undefined];
    const known = new Map<string, LoadedProvider>();
    for (const [index, provider] of given.entries()) {
      if (!provider)
        throw wrong(part, 'a list of providers, as defineProvider gives them, which are not called');
      const { name } = provider.declaration;
      if (known.has(withoutScope(name))) {
        const message = `Another one of them has the name ${shownKey(name)}. Give each a name of its own.`;
        findings.problem(placeBelow(part.place, index), message);
      }
      known.set(withoutScope(name), provider);
    }
    return known;
  },
};

const shape = object(
  {
    file: single(isText, 'the path of a file'),
    directory: single(isText, 'the path of a folder'),
    profile: single(isText, 'the name of a profile, without its $'),
    only: single(areTexts, 'a list of providers or names of routes'),
    allowCommands: single((value) => typeof value === 'boolean', 'true or false'),
    tokenStore: single(isTokenStore, 'a token store'),
    grantStore: single(isGrantStore, 'a grant store'),
    providers: ownProviders,
    unmatched: oneOf(policies),
    onWarning: single((value) => typeof value === 'function', 'a function'),
  } satisfies Record<keyof LoadKeyringOptions, Shape>,
  'an object, such as { file: "keyring.config.json" }',
  'option',
);

/** Checks and completes the arguments; `undefined` if they cannot be used, which is noted. */
export function checkArguments(options: unknown, findings: Findings): CheckedArguments | undefined {
  const part = { value: options, place: argumentsPlace };
  const given = findings.attemptNow(part.place, () => shape.read(part, findings));
  if (!given || findings.problems.length > 0) return undefined;
  const { KEYRING_ENV = '', NODE_ENV = '' } = process.env;
  const { directory = '.', profile = KEYRING_ENV || NODE_ENV } = given;
  return {
    file: given.file,
    directory: resolve(directory),
    profile: profile === '' ? undefined : profile,
    only: given.only,
    allowCommands: given.allowCommands ?? false,
    tokenStore: given.tokenStore,
    grantStore: given.grantStore,
    unmatched: given.unmatched,
    providers: given.providers ?? new Map(),
  };
}

function areTexts(value: unknown): value is readonly string[] {
  return isList(value) && value.every(isText);
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
    );
  }
  return (route) => namesOf(route).some((name) => only.includes(name));
}
