import { fail, read } from './check.js';
import { tracesOf } from './disclosure.js';
import type { ConformanceSubject, DeclarationLike, DeclaredOptionLike, InterceptorLike } from './subject.js';

export type Values = Readonly<Record<string, unknown>>;

/** Environment variables. */
export type Variables = Readonly<Record<string, string>>;

/** A given option that holds a secret as a text. */
export interface SecretOption {
  readonly name: string;
  readonly value: string;
  /** A well-formed secret of somebody else, which the API does not accept. */
  readonly other: string;
  readonly takesFunction: boolean;
  /** Whether it may have line breaks, as a key in PEM has. */
  readonly hasLines: boolean;
  /** Whether nothing goes without it. */
  readonly isNeeded: boolean;
}

/** A subject, and what follows from it. Its types are its own affair: options are values by name. */
export interface Trial extends Omit<ConformanceSubject<object>, 'provider' | 'options'> {
  readonly declaration: DeclarationLike;
  readonly given: Values;
  /** How the secrets may show: whole, by their beginning, or encoded. */
  readonly traces: readonly string[];
  readonly secretOptions: readonly SecretOption[];
  /** The declared options that can be tried beside the given ones. */
  readonly triableOptions: readonly (readonly [name: string, option: DeclaredOptionLike])[];
  /** Calls the provider with anything, in an environment that has nothing for it but these variables. */
  readonly construct: (options: unknown, variables?: Variables) => InterceptorLike;
}

/** Makes a trial of what an author has said. */
export function trialOf<Options extends object>(subject: ConformanceSubject<Options>): Trial {
  const { provider, secrets, stale, others, unused = [] } = subject;
  const { declaration } = provider;
  const { options, oneOf = [] } = declaration;
  const given = valuesOf(subject.options);
  const grouped = oneOf.flat();
  return {
    ...{ ...subject, declaration, given },
    traces: secrets.flatMap(tracesOf),
    secretOptions: Object.entries(options).flatMap(([name, option]) => {
      const { metadata } = option;
      const value = given[name];
      if (metadata.secret !== true || typeof value !== 'string') return [];
      const said = [read(others, name), read(stale, name)].find((text) => typeof text === 'string');
      const other = typeof said === 'string' ? said : withOther(value, secrets);
      const takesFunction = kindsWithFunctions.includes(metadata.kind);
      // One of a set may be absent as far as its own declaration goes, because another set may be used.
      const isNeeded = grouped.includes(name) || 'problem' in option.check(undefined);
      return [{ name, value, other, takesFunction, isNeeded, hasLines: metadata.isBinary === true }];
    }),
    triableOptions: Object.entries(options).filter(
      ([name]) => !unused.includes(name) && (Object.hasOwn(given, name) || !grouped.includes(name)),
    ),
    construct: (values, variables = {}) => {
      const made: unknown = withVariables(declaration, variables, (): unknown =>
        Reflect.apply(provider, undefined, [somewhere(declaration, values)]),
      );
      if (isInterceptor(made)) return made;
      return fail('The provider returns no interceptor: make it with defineProvider of @axios-keyring/core.');
    },
  };
}

/** Options of a scheme, which has no host of its own, with one. */
function somewhere({ hosts }: DeclarationLike, values: unknown): unknown {
  const isGiven = typeof values === 'object' && values !== null && !Array.isArray(values);
  return hosts?.length === 0 && isGiven ? { baseURL: 'https://api.conformance.test', ...values } : values;
}

/** The members of an object by name; none of anything else. */
export function valuesOf(value: unknown): Values {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(new Map<string, unknown>(Object.entries(value)));
}

const kindsWithFunctions = ['secret', 'rotating-secret', 'token'];

// The secret may be a part of the option, as in a connection string: the rest stays.
function withOther(value: string, secrets: readonly string[]): string {
  const secret = secrets.find((text) => value.includes(text)) ?? value;
  return value.replace(secret, () => altered(secret));
}

// One letter or digit for another, near the middle: the beginning and the end of a secret may have a form.
function altered(secret: string): string {
  const places = [...secret.matchAll(/[a-z0-9]/gi)].map(({ index }) => index);
  const place = places.find((index) => index >= Math.floor(secret.length / 2)) ?? places[0] ?? 0;
  const character = secret.charAt(place);
  const [first = '', second = ''] = /\d/.test(character) ? '12' : /[a-z]/.test(character) ? 'mn' : 'MN';
  return secret.slice(0, place) + (character === first ? second : first) + secret.slice(place + 1);
}

// What was there is put back at once: a provider has to read the environment before it returns.
function withVariables<Result>(
  declaration: DeclarationLike,
  variables: Variables,
  call: () => Result,
): Result {
  const names = variablesOf(declaration);
  const before = names.map((name) => [name, process.env[name]] as const);
  try {
    for (const name of names) setVariable(name, variables[name]);
    return call();
  } finally {
    for (const [name, value] of before) setVariable(name, value);
  }
}

function setVariable(name: string, value: string | undefined): void {
  if (value === undefined) Reflect.deleteProperty(process.env, name);
  else process.env[name] = value;
}

/** The environment variables of a provider, those that name files included. */
export function variablesOf({ options }: DeclarationLike): readonly string[] {
  return Object.values(options).flatMap(({ metadata: { env } }) =>
    env === undefined ? [] : [env, `${env}_FILE`],
  );
}

function isInterceptor(value: unknown): value is InterceptorLike {
  return (
    typeof value === 'function' &&
    Array.isArray(read(value, 'baseURLs')) &&
    ['authorize', 'explain', 'verify'].every((name) => typeof read(value, name) === 'function')
  );
}

/** The given options without some. */
export function without({ given }: Trial, ...names: readonly string[]): Values {
  return Object.fromEntries(Object.entries(given).filter(([name]) => !names.includes(name)));
}

/** A secret as a function. It takes the request: one without parameters may be asked for all requests at once. */
export function perRequest(answer: () => unknown): (request: object) => unknown {
  return (request) => ('url' in request ? answer() : '');
}
