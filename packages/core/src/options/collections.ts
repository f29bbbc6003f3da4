import { isObject, isPlain } from '../platform/values.js';
import {
  type OptionDeclaration,
  type OptionOwner,
  type OptionSchema,
  requiredOption,
  withFallback,
} from './option.js';

/** How a collection is declared. */
export interface CollectionDeclaration<Input, Output> extends OptionDeclaration {
  /** What each of its members is. */
  readonly of: OptionSchema<Input, Output>;
}

/** How a map is declared. */
export interface MapDeclaration<Input, Output> extends CollectionDeclaration<Input, Output> {
  /** Says what is wrong with a name, as it continues that; `undefined` if nothing is. Default: any name will do. */
  readonly checkName?: (name: string) => string | undefined;
}

type Members<Value> = Readonly<Record<string, Value>>;

/** Declares an object with members of one sort, by names that the user chooses, such as headers. It is not empty. */
export function map<Input, Output>(
  declaration: MapDeclaration<Input, Output> & { readonly optional: true },
): OptionSchema<Members<Input>, Members<Output> | undefined>;
export function map<Input, Output>(
  declaration: MapDeclaration<Input, Output>,
): OptionSchema<Members<Input>, Members<Output>>;
export function map<Input, Output>(
  declaration: MapDeclaration<Input, Output>,
): OptionSchema<Members<Input>, Members<Output> | undefined> {
  const { of, checkName, optional } = declaration;
  const option = requiredOption<Members<Input>, Members<Output>>(declaration, {
    ...{ kind: 'map', expected: `an object whose members are each ${of.metadata.expected}` },
    ...{ each: of, secret: of.metadata.secret === true },
    is: (value): value is Members<Input> => isObject(value) && !Array.isArray(value) && isPlain(value),
    check: (given) =>
      firstProblem(
        Object.entries<unknown>(given),
        (name, value) => checkName?.(name) ?? problemOf(of, value),
      ),
    read: (given, owner) => Object.fromEntries(outputsOf(of, Object.entries<unknown>(given), owner)),
  });
  return optional === true ? withFallback(option, undefined) : option;
}

/** Declares a list with members of one sort. It is not empty. */
export function list<Input, Output>(
  declaration: CollectionDeclaration<Input, Output> & { readonly optional: true },
): OptionSchema<readonly Input[], readonly Output[] | undefined>;
export function list<Input, Output>(
  declaration: CollectionDeclaration<Input, Output>,
): OptionSchema<readonly Input[], readonly Output[]>;
export function list<Input, Output>(
  declaration: CollectionDeclaration<Input, Output>,
): OptionSchema<readonly Input[], readonly Output[] | undefined> {
  const { of, optional } = declaration;
  const entriesOf = (given: readonly unknown[]): [string, unknown][] =>
    given.map((value, index) => [String(index + 1), value]);
  const option = requiredOption<readonly Input[], readonly Output[]>(declaration, {
    ...{ kind: 'list', expected: `a list whose members are each ${of.metadata.expected}` },
    ...{ each: of, secret: of.metadata.secret === true },
    is: (value): value is readonly Input[] => Array.isArray(value),
    check: (given) => firstProblem(entriesOf(given), (_, value) => problemOf(of, value)),
    read: (given, owner) => outputsOf(of, entriesOf(given), owner).map(([, output]) => output),
  });
  return optional === true ? withFallback(option, undefined) : option;
}

function firstProblem(
  entries: readonly (readonly [string, unknown])[],
  problem: (name: string, value: unknown) => string | undefined,
): string | undefined {
  if (entries.length === 0) return 'is empty';
  for (const [name, value] of entries) {
    const found = problem(name, value);
    if (found !== undefined) return `has a member ${name} that ${found}`;
  }
  return undefined;
}

function problemOf(of: OptionSchema, value: unknown): string | undefined {
  const checked = of.check(value);
  return 'problem' in checked ? checked.problem.replace(/\.$/, '') : undefined;
}

function outputsOf<Output>(
  of: OptionSchema<unknown, Output>,
  entries: readonly (readonly [string, unknown])[],
  owner: OptionOwner,
): [string, Output][] {
  return entries.flatMap(([name, value]): [string, Output][] => {
    const checked = of.check(value, { ...owner, option: `${owner.option}.${name}` });
    return 'output' in checked ? [[name, checked.output]] : [];
  });
}
