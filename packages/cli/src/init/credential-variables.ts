import { type DeclaredFacts } from '@axios-keyring/core';

/** What a provider cannot do without, and its secrets, with the variables that its declaration names for them. */
export function credentialVariables({ options, oneOf }: DeclaredFacts): ReadonlyMap<string, string> {
  const isNeeded = ([, schema]: [string, DeclaredFacts['options'][string]]): boolean =>
    schema.metadata.secret === true || 'problem' in schema.check(undefined);
  const names =
    oneOf?.[0] ??
    Object.entries(options)
      .filter(isNeeded)
      .map(([name]) => name);
  return new Map(
    names.flatMap((name) => {
      const env = options[name]?.metadata.env;
      return env === undefined ? [] : [[name, env] as const];
    }),
  );
}
