import type {
  AxiosLike,
  BadOptions,
  ConformanceSubject,
  DeclarationLike,
  DeclaredOptionLike,
  ApiLike,
  InterceptorLike,
} from './subject.js';
import { fail } from './requirement.js';
import { tracesOf } from './traces.js';
import { withVariables } from './variables.js';

/** A subject whose types are its own affair: options are values by name. */
export interface Trial {
  readonly axios: AxiosLike;
  readonly declaration: DeclarationLike;
  readonly given: Readonly<Record<string, unknown>>;
  readonly secrets: readonly string[];
  /** How the secrets may show: whole, by their beginning, or encoded. */
  readonly traces: readonly string[];
  /** In lower case. */
  readonly secretHeaders: readonly string[];
  readonly unused: readonly string[];
  readonly stale: Readonly<Record<string, unknown>>;
  readonly others: Readonly<Record<string, unknown>>;
  readonly staleStatus: number;
  readonly badOptions: readonly BadOptions[];
  readonly readme: string | URL | undefined;
  readonly path: string;
  readonly start: () => Promise<ApiLike>;
  /** Calls the provider with anything, in an environment that has nothing for it but these variables. */
  readonly construct: (options: unknown, variables?: Readonly<Record<string, string>>) => InterceptorLike;
}

/** One thing that is expected of a provider. */
export interface Check {
  readonly name: string;
  /** Rejects, or throws, with what is wrong. */
  readonly run: (trial: Trial) => Promise<void> | void;
}

/** Makes a trial of what an author has said. */
export function trialOf<Options extends object>(subject: ConformanceSubject<Options>): Trial {
  const { axios, provider, options, secrets, secretHeaders = [], unused = [], badOptions = [] } = subject;
  const { start, path, stale, staleStatus = 401, others, readme } = subject;
  const { declaration } = provider;
  return {
    ...{ axios, declaration, secrets, start, path, readme, badOptions },
    given: valuesOf(options),
    secretHeaders: ['authorization', ...secretHeaders],
    unused,
    traces: secrets.flatMap(tracesOf),
    stale: valuesOf(stale ?? {}),
    others: valuesOf(others ?? {}),
    staleStatus,
    construct: (given, variables = {}) => {
      const made: unknown = withVariables(declaration, variables, (): unknown =>
        Reflect.apply(provider, undefined, [given]),
      );
      if (isInterceptor(made)) return made;
      return fail('The provider returns no interceptor: make it with defineProvider of @axios-keyring/core.');
    },
  };
}

function valuesOf(options: object): Record<string, unknown> {
  return Object.fromEntries(new Map<string, unknown>(Object.entries(options)));
}

function isInterceptor(value: unknown): value is InterceptorLike {
  return (
    typeof value === 'function' &&
    Array.isArray(Reflect.get(value, 'baseURLs')) &&
    ['authorize', 'explain', 'verify'].every((name) => typeof Reflect.get(value, name) === 'function')
  );
}

/** The declared options that can be tried beside the given ones. */
export function triableOptions({
  declaration: { options, alternatives = [] },
  given,
  unused,
}: Trial): readonly (readonly [name: string, option: DeclaredOptionLike])[] {
  const grouped = alternatives.flat();
  return Object.entries(options).filter(
    ([name]) => !unused.includes(name) && (Object.hasOwn(given, name) || !grouped.includes(name)),
  );
}

/** The given options that hold a secret as a text. */
export function givenSecrets({
  declaration,
  given,
}: Trial): readonly (readonly [name: string, value: string, option: DeclaredOptionLike])[] {
  return Object.entries(declaration.options).flatMap(([name, option]) => {
    const value = given[name];
    return option.metadata.secret === true && typeof value === 'string'
      ? [[name, value, option] as const]
      : [];
  });
}

/** Whether an option that holds a secret also takes a function. */
export function takesFunction({ metadata: { kind } }: DeclaredOptionLike): boolean {
  return kind === 'secret' || kind === 'rotating-secret' || kind === 'token';
}

/** The given options without one. */
export function without({ given }: Trial, option: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(given).filter(([name]) => name !== option));
}
