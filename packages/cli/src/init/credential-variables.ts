import { type DeclaredFacts } from '@axios-keyring/core';

/** The options of a provider that hold a credential, with the variables that its declaration names for them. */
export function credentialVariables({ options, alternatives }: DeclaredFacts): ReadonlyMap<string, string> {
  const [first] = alternatives ?? [];
  const names = first ?? Object.keys(options).filter((name) => isSecret(options, name));
  return new Map(
    names.flatMap((name) => {
      const schema = options[name];
      const env = schema?.metadata.env;
      return env === undefined ? [] : [[name, env] as const];
    }),
  );
}

function isSecret(options: DeclaredFacts['options'], name: string): boolean {
  const schema = options[name];
  return schema?.metadata.secret === true;
}
