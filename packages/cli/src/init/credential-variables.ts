import { type DeclaredFacts } from '@axios-keyring/core';

/** What a provider cannot do without, and its secrets, with the variables that its declaration names for them. */
export function credentialVariables({ options, oneOf }: DeclaredFacts): ReadonlyMap<string, string> {
  const [first] = oneOf ?? [];
  const names = first ?? Object.keys(options).filter((name) => isNeeded(options[name]));
  return new Map(
    names.flatMap((name) => {
      const schema = options[name];
      const env = schema?.metadata.env;
      return env === undefined ? [] : [[name, env] as const];
    }),
  );
}

function isNeeded(schema: DeclaredFacts['options'][string] | undefined): boolean {
  return schema !== undefined && (schema.metadata.secret === true || 'problem' in schema.check(undefined));
}
