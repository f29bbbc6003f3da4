import type { DeclarationLike } from './subject.js';

/**
 * Calls a function while the environment has these variables and none of a provider's others. What was there is put
 * back at once: what is called has to read the environment before it returns.
 */
export function withVariables<Result>(
  { options }: DeclarationLike,
  variables: Readonly<Record<string, string>>,
  call: () => Result,
): Result {
  const names = Object.values(options).flatMap(({ metadata: { env } }) =>
    env === undefined ? [] : [env, `${env}_FILE`],
  );
  const before = new Map(names.map((name) => [name, process.env[name]]));
  try {
    for (const name of names) set(name, variables[name]);
    return call();
  } finally {
    for (const [name, value] of before) set(name, value);
  }
}

function set(name: string, value: string | undefined): void {
  if (value === undefined) Reflect.deleteProperty(process.env, name);
  else process.env[name] = value;
}
