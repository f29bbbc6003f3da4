import { KeyringError, type OptionProblem } from './platform/errors.js';
import { property } from './platform/json.js';
import { type OptionSchemas } from './options/option-schema.js';
import { type ProviderDeclaration } from './provider.js';
import { didYouMean } from './platform/suggest.js';

/** What a field of a declaration has to be. */
interface Field {
  /** As it continues "has to be …". */
  readonly expected: string;
  readonly is: (value: unknown) => boolean;
  readonly required?: boolean;
}

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';
const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText);
const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const text: Field = { expected: 'a string', is: isText };
const texts: Field = { expected: 'a list of strings', is: isTexts };
const method: Field = { expected: 'a function', is: (value) => typeof value === 'function' };
const options: Field = { expected: 'an object with options by name', is: isObject };

const fields: Readonly<Record<keyof ProviderDeclaration<OptionSchemas>, Field>> = {
  name: { ...text, required: true },
  environmentPrefix: { ...text, required: true },
  options: { ...options, required: true },
  alternatives: {
    expected: 'a list of lists of options',
    is: (value) => Array.isArray(value) && value.every(isTexts),
  },
  hosts: texts,
  baseURLs: { ...method, required: true },
  baseURLOption: method,
  baseURLProblem: method,
  authorize: { ...method, required: true },
  bodySigning: method,
  prepareURL: method,
  isStale: method,
  explainRefusal: method,
  explain: method,
  verify: method,
  requestOptions: options,
};

/**
 * Checks a declaration, which in plain JavaScript nothing else does.
 *
 * @throws KeyringError `ERR_KEYRING_OPTION` with all that is wrong, naming each field.
 */
export function checkDeclaration(declaration: unknown): void {
  if (!isObject(declaration))
    throw declarationError(undefined, [['', 'The declaration has to be an object.']]);
  const problems = [
    ...unknownFields(declaration),
    ...Object.entries(fields).flatMap(([name, field]) =>
      fieldProblems(name, field, property(declaration, name)),
    ),
    ...['options', 'requestOptions'].flatMap((name) => builderProblems(name, property(declaration, name))),
  ];
  if (problems.length > 0) throw declarationError(property(declaration, 'name'), problems);
}

/**
 * What a function of a declaration gave, if it is right.
 *
 * @throws KeyringError `ERR_KEYRING_OPTION` naming the field.
 */
export function returned<Value>(
  provider: string,
  name: string,
  value: Value,
  isRight: boolean,
  expected: string,
): Value {
  if (isRight) return value;
  throw declarationError(provider, [[name, `${name} has to return ${expected}.`]]);
}

/** Whether a value is a list of strings. */
export function isStrings(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

type Problem = readonly [field: string, message: string];

function unknownFields(declaration: object): Problem[] {
  const known = Object.keys(fields);
  return Object.keys(declaration)
    .filter((name) => !known.includes(name))
    .map((name) => [name, `There is no field "${name}".${didYouMean(name, known)}`]);
}

function fieldProblems(name: string, { expected, is, required = false }: Field, value: unknown): Problem[] {
  if (value === undefined) return required ? [[name, `${name} is missing; it has to be ${expected}.`]] : [];
  return is(value) ? [] : [[name, `${name} has to be ${expected}.`]];
}

function builderProblems(name: string, declared: unknown): Problem[] {
  if (!isObject(declared)) return [];
  return Object.entries(declared)
    .filter(([, option]: [string, unknown]) => typeof property(option, 'check') !== 'function')
    .map(([option]) => [
      `${name}.${option}`,
      `${name}.${option} has to be made by a builder such as text({ … }) or secret({ … }).`,
    ]);
}

function declarationError(provider: unknown, problems: readonly Problem[]): KeyringError {
  const found = problems.map(([option, message]): OptionProblem => ({
    code: 'ERR_KEYRING_OPTION',
    option,
    message,
  }));
  return new KeyringError({
    code: 'ERR_KEYRING_OPTION',
    provider: typeof provider === 'string' && provider !== '' ? provider : undefined,
    option: found[0]?.option,
    problems: found,
    message: `What defineProvider was given is wrong. ${found.map(({ message }) => message).join(' ')}`,
  });
}
